// The recorded account at a broker that remembers: order 2309 is open until it is cancelled, then it is gone.
import * as acc from './account.mjs';
import { account, stub } from './lib.mjs';

const cancelledAs = '2312';
const gone = {
  id: cancelledAs, type: 'ORDER_CANCEL', orderID: '2309', reason: 'CLIENT_REQUEST', time: '2016-10-26T13:59:58Z',
  accountID: account, userID: 1435156, batchID: cancelledAs,
};
const cancel = (body, more) => stub('orders/2309/cancel', body, { method: 'PUT', ...more });
const confirmed = { orderCancelTransaction: gone, relatedTransactionIDs: [cancelledAs], lastTransactionID: cancelledAs };
const refused = {
  orderCancelRejectTransaction: { id: '2313', type: 'ORDER_CANCEL_REJECT', orderID: '2309', rejectReason: 'ORDER_DOESNT_EXIST' },
  errorCode: 'ORDER_DOESNT_EXIST', errorMessage: 'The Order specified does not exist', lastTransactionID: '2313',
};

export function statefulAccount() {
  const open = { scenarioName: 'order 2309', requiredScenarioState: 'Started' };
  const closed = { scenarioName: 'order 2309', requiredScenarioState: 'closed' };
  const both = (now, then) => [{ ...now, ...open }, { ...then, ...closed }];
  return [
    ...acc.everything({
      pending: both(acc.parts.pending(), acc.parts.pending(cancelledAs, [])),
      positions: both(acc.parts.positions(), acc.parts.positions(cancelledAs)),
      sinceid: both(acc.parts.sinceid(), acc.parts.sinceid(acc.last, [gone])),
    }),
    { ...cancel(confirmed), ...open, newScenarioState: 'closed' },
    { ...cancel(refused, { status: 404 }), ...closed },
  ];
}
