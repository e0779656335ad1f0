// A cancel, and what the broker's answer proves of it: stateful, as at the broker.
import assert from 'node:assert/strict';
import test from 'node:test';
import * as acc from './account.mjs';
import { account, assertFails, assertTokenNowhere, snapshotOf, stub, tool, validateAll, serverOfTests } from './lib.mjs';

const server = await serverOfTests();

const cancel = (id, ...args) => tool(server.url, ['cancel', id, ...args]);
const put = (id, body, more) => stub(`orders/${id}/cancel`, body, { method: 'PUT', ...more });
const answers = async (id, status) => {
  const result = await cancel(id);
  assert.equal(result.stdout, `{"broker_order_id":"${id}","status":"${status}"}\n`, result.stderr);
  assert.equal(result.code, 0);
};
const notThere = (id) => put(id, {
  orderCancelRejectTransaction: { id: '2312', type: 'ORDER_CANCEL_REJECT', orderID: id, rejectReason: 'ORDER_DOESNT_EXIST' },
  errorCode: 'ORDER_DOESNT_EXIST', errorMessage: 'The Order specified does not exist', lastTransactionID: '2312',
}, { status: 404 });
const opening = (id, transaction) => stub(`transactions/${id}`, { transaction, lastTransactionID: '2311' });
const transaction = (fields) => ({ time: '2016-10-26T13:50:00Z', accountID: account, userID: 1435156, batchID: '2312', ...fields });

test('the recorded confirmation is a cancel', async () => {
  await server.stub([put('2307', acc.cancelAnswer)]);
  await answers('2307', 'cancelled');
});

test('cancelled, then gone from the snapshot and from the broker, and still cancelled when asked again', async () => {
  const gone = transaction({ id: '2312', type: 'ORDER_CANCEL', orderID: '2309', reason: 'CLIENT_REQUEST' });
  const open = { scenarioName: 'order', requiredScenarioState: 'Started' };
  const closed = { scenarioName: 'order', requiredScenarioState: 'closed' };
  const confirmation = { orderCancelTransaction: gone, relatedTransactionIDs: ['2312'], lastTransactionID: '2312' };
  await server.stub([
    ...acc.everything({
      pending: [{ ...acc.parts.pending(), ...open }, { ...acc.parts.pending('2312', []), ...closed }],
      positions: [{ ...acc.parts.positions(), ...open }, { ...acc.parts.positions('2312'), ...closed }],
      sinceid: [{ ...acc.parts.sinceid(), ...open }, { ...acc.parts.sinceid('2311', [gone]), ...closed }],
    }),
    { ...put('2309', confirmation), ...open, newScenarioState: 'closed' }, { ...notThere('2309'), ...closed },
    opening('2309', acc.newer.transactions[2]),
    { ...stub('transactions/sinceid?id=2309', { transactions: [...acc.newer.transactions.slice(3), gone], lastTransactionID: '2312' }), ...closed },
  ]);
  const look = async () => snapshotOf(await tool(server.url, [...acc.arguments_, 'snapshot'])).orders.find((o) => o.broker_order_id === '2309');
  assert.equal((await look()).status, 'accepted');
  await answers('2309', 'cancelled');
  const after_ = await look();
  assert.deepEqual([after_.status, after_.close_reason], ['cancelled', 'CLIENT_REQUEST']);
  await answers('2309', 'cancelled');
});

for (const [status, close] of [
  ['filled', transaction({ id: '2310', type: 'ORDER_FILL', orderID: '2309', instrument: 'EUR_USD', units: '-100', price: '1.2' })],
  ['expired', transaction({ id: '2310', type: 'ORDER_CANCEL', orderID: '2309', reason: 'TIME_IN_FORCE_EXPIRED' })],
]) {
  test(`an order that was ${status} before is ${status}, not cancelled`, async () => {
    await server.stub([notThere('2309'), opening('2309', acc.newer.transactions[2]),
      stub('transactions/sinceid?id=2309', { transactions: [close], lastTransactionID: '2310' })]);
    await answers('2309', status);
  });
}

test('a connection that breaks under the cancel: asked again, and the history says what came of it', async () => {
  const gone = transaction({ id: '2310', type: 'ORDER_CANCEL', orderID: '2309', reason: 'CLIENT_REQUEST' });
  await server.stub([
    { ...put('2309', undefined, { response: { fault: 'CONNECTION_RESET_BY_PEER' } }), scenarioName: 'cut', requiredScenarioState: 'Started', newScenarioState: 'cut' },
    { ...notThere('2309'), scenarioName: 'cut', requiredScenarioState: 'cut' }, opening('2309', acc.newer.transactions[2]),
    stub('transactions/sinceid?id=2309', { transactions: [gone], lastTransactionID: '2310' }),
  ]);
  await answers('2309', 'cancelled');
});

const noTransaction = (id) => stub(`transactions/${id}`, { errorCode: 'NO_SUCH_TRANSACTION', errorMessage: 'The transaction ID specified does not exist', lastTransactionID: '2311' }, { status: 404 });

test('an order that never was, and an id of something else: 66', async () => {
  await server.stub([notThere('99'), noTransaction('99')]);
  assertFails(await cancel('99'), 66, /no order 99 at the broker, and none in its history.*ORDER_DOESNT_EXIST/);
  await server.stub([notThere('2310'), opening('2310', acc.newer.transactions[3]), stub('transactions/sinceid?id=2310', { transactions: [acc.newer.transactions[4]], lastTransactionID: '2311' })]);
  assertFails(await cancel('2310'), 66, /in its history the id is not an order's/);
});

for (const [what, mappings, message] of [
  ['a 404 of whoever stands at a wrong address', [put('2309', '<html>x</html>', { status: 404 })], /PUT .*knows nothing by this address \(HTTP 404\), or it is not the broker: check --url/],
  ['a 404 that does not deny the order', [put('2309', { errorMessage: 'no such account' }, { status: 404 })], /PUT .*HTTP 404\); the broker says: no such account/],
  ['a look-up that ends at another address', [notThere('2309'), stub('transactions/2309', '<html>x</html>', { status: 404 })], /GET .*transactions\/2309: no order 2309 at the broker, and its history is not to be had.*check --url/],
  ['a look-up of another transaction', [notThere('2309'), opening('2309', acc.newer.transactions[3])], /answers for another transaction/],
  ['a history that is not found', [notThere('2309'), opening('2309', acc.newer.transactions[2]), stub('transactions/sinceid?id=2309', { errorMessage: 'no' }, { status: 404 })], /GET .*sinceid\?id=2309: no order 2309 at the broker, and its history is not to be had.*HTTP 404/],
  ['a history with a gap', [notThere('2309'), opening('2309', acc.newer.transactions[2]), stub('transactions/sinceid?id=2309', { transactions: [acc.newer.transactions[4]], lastTransactionID: '2311' })], /its history proves nothing: .*2310 to 2311 lacks/],
  ['a fill that contradicts the order', [notThere('2309'), opening('2309', acc.newer.transactions[2]), stub('transactions/sinceid?id=2309', {
    transactions: [transaction({ id: '2310', type: 'ORDER_FILL', orderID: '2309', instrument: 'EUR_USD', units: '100', price: '1.2' })], lastTransactionID: '2310' })], /\/transactions\/0\/units.*its history proves nothing/],
]) {
  test(`${what} proves no absence: unknown`, async () => {
    await server.stub(mappings);
    assertFails(await cancel('2309'), 3, message);
  });
}

const replacedBy = (id, order, by) => transaction({ id, type: 'ORDER_CANCEL', orderID: order, reason: 'CLIENT_REQUEST_REPLACED', replacedByOrderID: by });
const instead = (id, order) => ({ ...acc.newer.transactions[2], id, reason: 'REPLACEMENT', replacesOrderID: order, time: '2016-10-26T13:50:00Z' });

test('an order that was replaced is not cancelled: its successor lives on, and is named', async () => {
  const list = [replacedBy('2310', '2309', '2311'), instead('2311', '2309')];
  const history = (transactions) => stub('transactions/sinceid?id=2309', { transactions, lastTransactionID: transactions.at(-1).id });
  await server.stub([notThere('2309'), opening('2309', acc.newer.transactions[2]), history(list)]);
  assertFails(await cancel('2309'), 3, /order 2309 is not cancelled: it was replaced, by order 2311, which is the one to cancel/);
  await server.stub([history([...list, replacedBy('2312', '2311', '2313'), instead('2313', '2311')])]);
  assertFails(await cancel('2309'), 3, /replaced, by order 2313/);
  await server.stub([put('2309', { orderCancelTransaction: replacedBy('2310', '2309', '2311'), lastTransactionID: '2310' })]);
  assertFails(await cancel('2309'), 3, /does not say that order 2309 is cancelled/);
});

test('refused though nothing closed it: unknown', async () => {
  await server.stub([notThere('2309'), opening('2309', acc.newer.transactions[2]), stub('transactions/sinceid?id=2309', { transactions: acc.newer.transactions.slice(3), lastTransactionID: '2311' })]);
  assertFails(await cancel('2309'), 3, /not cancelled, though the history closes it nowhere/);
});

test('a confirmation of another order, of another account, or of nothing confirms nothing', async () => {
  await server.stub([put('2309', acc.cancelAnswer)]);
  assertFails(await cancel('2309'), 3, /does not say that order 2309 is cancelled/);
  await server.stub([put('2307', JSON.parse(JSON.stringify(acc.cancelAnswer).replaceAll(account, '101-004-1-001')))]);
  assertFails(await cancel('2307'), 3, /answers for account 101-004-1-001/);
  await server.stub([put('2307', '')]);
  assertFails(await cancel('2307'), 3, /answer is empty/);
  await server.stub([put('2307', {}, { status: 401 })]);
  assertFails(await cancel('2307'), 3, /refuses the token/);
});

test('an id that is not the broker\'s never reaches it', async () => {
  for (const id of ['../../accounts', '@myID', '0x10', '007', ' 7', '99999999999999999999999'])
    assertFails(await cancel(id), 64, /no order id of OANDA/);
  assert.equal((await server.requests()).length, 0);
});

test('every snapshot validates, and the token is in no output', async () => {
  await validateAll();
  assertTokenNowhere();
});
