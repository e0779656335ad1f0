// The account of the recorded answers: transactions 2304 to 2311 as OANDA's practice service gave them in October 2016.
// Order 2304 was sent, got the client id myID, and was replaced by 2307, which was cancelled; 2309 is pending.
// Where an answer was recorded at another moment its lastTransactionID is set to this account's.
import { account, recorded, stub } from './lib.mjs';

export const last = '2311';
export const since = '2016-10-24T00:00:00Z';
export const now = '2016-10-26T14:00:00Z';
export const pages = [{ from: 2304, to: 2306 }, { from: 2307, to: 2311 }];

const orders = recorded('orders.json');
const positions = recorded('positions.json');
const transactions = recorded('transactions.json');
const at = (answer, lastTransactionID) => ({ ...answer, lastTransactionID });

export const older = transactions._v3_accounts_transaction_idrange.response;     // 2304 to 2306
export const newer = transactions._v3_accounts_transaction_sinceid.response;     // 2307 to 2311
export const pendingOrder = orders._v3_accounts_accountID_order_details.response.order;
export const cancelAnswer = orders._v3_accounts_accountID_order_cancel.response;  // of order 2307
export const closeAnswer = JSON.parse(  // a market order filled at once, of an account left blank
  JSON.stringify(positions._v3_accounts_accountID_position_close.response).replaceAll('<ACCOUNT>', account));
export const openPositions = positions._v3_accounts_accountID_openpositions.response;

export const escapedTime = (time) => time.replaceAll(':', '%3A');
export const indexPath = (from = since) => `transactions?from=${escapedTime(from)}&pageSize=1000`;
export const pagePath = ({ from, to }) => `transactions/idrange?from=${from}&to=${to}`;

export function index(list = pages, lastTransactionID = last) {
  const address = transactions._v3_accounts_accountID_transactions.response.pages[0].split('/idrange')[0];
  return {
    ...transactions._v3_accounts_accountID_transactions.response,
    count: list.reduce((sum, page) => sum + page.to - page.from + 1, 0),
    pages: list.map(({ from, to }) => `${address}/idrange?from=${from}&to=${to}`),  // of OANDA's host, not of ours
    lastTransactionID,
  };
}

export const instruments = {
  instruments: [
    { name: 'EUR_USD', type: 'CURRENCY', maximumPositionSize: '0', maximumOrderUnits: '100000000' },
    { name: 'DE30_EUR', type: 'CFD', maximumPositionSize: '2500.5', maximumOrderUnits: '3000' },
    { name: 'USD_JPY', type: 'CURRENCY', maximumPositionSize: '0', maximumOrderUnits: '0' },
    { name: 'XAU_USD', type: 'METAL', maximumPositionSize: '0', maximumOrderUnits: '10000' },
  ],
  lastTransactionID: last,
};

export const parts = {
  summary: (id = last) => stub('summary', { account: { id: account, lastTransactionID: id }, lastTransactionID: id }),
  pending: (id = last, list = [pendingOrder]) => stub('pendingOrders', { orders: list, lastTransactionID: id }),
  positions: (id = last, answer = openPositions) => stub('openPositions', at(answer, id)),
  index: (list, from) => stub(indexPath(from), index(list)),
  older: () => stub(pagePath(pages[0]), at(older, last)),
  newer: () => stub(pagePath(pages[1]), newer),
  sinceid: (after = last, list = [], id = list.at(-1)?.id ?? last) =>
    stub(`transactions/sinceid?id=${after}`, { transactions: list, lastTransactionID: id }),
  instruments: () => stub('instruments', instruments),
};

// What is looked up of order 2304 when the window begins after it: 2304 to 2306, and that nothing filled it.
export const lookedUp = [
  ...older.transactions.map((transaction) => stub(`transactions/${transaction.id}`, { transaction, lastTransactionID: last })),
  stub(`transactions?from=${escapedTime('2016-10-24T21:48:18.593753865Z')}&to=${escapedTime('2016-10-25T19:45:38.558056359Z')}&pageSize=1000&type=ORDER_FILL`,
    index([])),
];

// The whole account; `replaced` parts by name stand instead, null leaves one out (404).
export function everything(replaced = {}) {
  const names = Object.keys(parts);
  return names.map((name) => (name in replaced ? replaced[name] : parts[name]())).flat().filter(Boolean);
}
export const arguments_ = ['--since', since, '--now', now];
