// The history through the tool: what an index leaves out, orders that replaced each other, and what contradicts itself.
import assert from 'node:assert/strict';
import test from 'node:test';
import * as acc from './account.mjs';
import { account, assertFails, assertTokenNowhere, snapshotOf, stub, tool, validateAll, serverOfTests } from './lib.mjs';

const server = await serverOfTests();

const snapshot = (...args) => tool(server.url, [...acc.arguments_, 'snapshot', ...args]);
const served = (replaced) => server.stub(acc.everything(replaced));
const rows = (document) => document.orders.map((o) => `${o.broker_order_id} ${o.broker_client_order_id ?? '-'} ${o.status} ${o.filled}/${o.size}`);
const indexed = (list) => stub(acc.indexPath(), acc.index(list));
const page = (from, to) => stub(acc.pagePath({ from, to }), {
  transactions: [...acc.older.transactions, ...acc.newer.transactions].filter(({ id }) => Number(id) >= from && Number(id) <= to),
  lastTransactionID: '2311',
});
const one = (transaction) => stub(`transactions/${transaction.id}`, { transaction, lastTransactionID: '2311' });

async function assertPartial(message) {
  const result = await snapshot();
  const document = snapshotOf(result);
  assert.equal(document.coverage.orders, 'partial');
  assert.match(result.stderr, message);
  assert.ok(rows(document).includes('2309 - accepted 0/100'), rows(document));
}

test('an index that leaves out a page in the middle is partial, though its count agrees', async () => {
  await served({ index: indexed([{ from: 2304, to: 2306 }, { from: 2310, to: 2311 }]), newer: page(2310, 2311) });
  await assertPartial(/coverage_partial .*index of transactions leaves out 2307 to 2309/);
});

test('an index without its first page is partial: the transaction before it is of the time asked for', async () => {
  await served({ index: [indexed([acc.pages[1]]), one(acc.older.transactions[2])] });
  await assertPartial(/coverage_partial .*index of transactions leaves out 2306 of 2016-10-25T19:45:38/);
});

test('an index without a page, though the last transaction is of the time asked for, is partial', async () => {
  await served({ index: [indexed([]), one(acc.newer.transactions[4])] });
  await assertPartial(/coverage_partial .*index of transactions leaves out 2311 of 2016-10-26T13:28:13/);
});

test('where the last transaction is not to be had, an empty index proves nothing', async () => {
  await served({ index: indexed([]) });
  await assertPartial(/coverage_partial .*transactions\/2311.*HTTP 404/);
});

test('an empty index is whole when the last transaction is older', async () => {
  const window = '2016-10-26T13:45:00Z';
  const fills = `transactions?from=${acc.escapedTime('2016-10-25T21:07:21.065554321Z')}&to=${acc.escapedTime(acc.now)}&pageSize=1000&type=ORDER_FILL`;
  await served({ index: [stub(acc.indexPath(window), acc.index([])), one(acc.newer.transactions[4]), stub(fills, acc.index([]))] });
  const document = snapshotOf(await tool(server.url, ['--since', window, '--now', acc.now, 'snapshot']));
  assert.equal(document.coverage.orders, 'all');
  assert.deepEqual(rows(document), ['2309 - accepted 0/100']);
});

test('a pending order of the time asked for, from before all that the index has, is partial', async () => {
  await served({ index: indexed([{ from: 2310, to: 2311 }]), newer: page(2310, 2311) });
  await assertPartial(/coverage_partial .*order 2309 was created at 2016-10-25T21:07:21.*does not hold it/);
});

// What happened after the recording: 2309, which has the client id E-9 here, was filled by 40 and replaced by 2314.
const happened = (id, type, fields) => ({ id, type, time: '2016-10-26T13:30:00.5Z', accountID: account, userID: 1435156, batchID: id, ...fields });
const fill = (fields) => happened('2312', 'ORDER_FILL', { orderID: '2309', clientOrderID: 'E-9', instrument: 'EUR_USD', units: '-40', price: '1.20010', ...fields });
const terms = { instrument: 'EUR_USD', units: '-60', price: '1.21', clientExtensions: { id: 'E-9' }, replacesOrderID: '2309' };
const replaced = [
  happened('2312', 'ORDER_CLIENT_EXTENSIONS_MODIFY', { orderID: '2309', clientExtensionsModify: { id: 'E-9' } }),
  { ...fill(), id: '2313' },
  happened('2314', 'ORDER_CANCEL', { orderID: '2309', clientOrderID: 'E-9', reason: 'CLIENT_REQUEST_REPLACED', replacedByOrderID: '2315' }),
  happened('2315', 'LIMIT_ORDER', { ...terms, reason: 'REPLACEMENT' }),
];
const after2311 = (list, pendingOrders) => ({
  pending: acc.parts.pending(list.at(-1).id, pendingOrders), positions: acc.parts.positions(list.at(-1).id),
  sinceid: [acc.parts.sinceid('2311', list), acc.parts.sinceid(list.at(-1).id, [], list.at(-1).id)],
});

test('an order that was replaced after a partial fill is one row with its total', async () => {
  const open = { ...acc.pendingOrder, ...terms, id: '2315', createTime: '2016-10-26T13:30:00.5Z' };
  await served(after2311(replaced, [open]));
  const document = snapshotOf(await snapshot());
  assert.equal(document.coverage.orders, 'all');
  assert.deepEqual(document.orders.at(-1), {
    broker_order_id: '2315', broker_client_order_id: 'E-9', symbol: 'EUR_USD', side: 'sell', size: 100, filled: 40, avg_fill_price: 1.2001,
    type: 'limit', price: 1.21, status: 'partially_filled', created_at: '2016-10-25T21:07:21.065554321Z', last_event_at: '2016-10-26T13:30:00.5Z',
  });
  assert.deepEqual(document.fills.map((f) => [f.fill_id, f.broker_order_id, f.broker_client_order_id, f.size]), [['2313', '2315', 'E-9', 40]]);
  assert.ok(!document.orders.some((order) => order.broker_order_id === '2309'));
});

for (const [what, fields, member] of [['to the other side than its order', { units: '40' }, 'units'], ['of another instrument', { instrument: 'GBP_USD' }, 'instrument']]) {
  test(`a fill ${what} is malformed, not rewritten`, async () => {
    await served(after2311([fill(fields)], []));
    assertFails(await snapshot(), 3, new RegExp(`sinceid\\?id=2311.*/transactions/0/${member}.*a fill of order 2309`));
  });
}

test('a refused order without units never was one: the coverage is all', async () => {
  for (const fields of [{ instrument: 'EUR_USD', units: '0', price: '1.2' }, {}]) {
    await server.reset();
    await served(after2311([happened('2312', 'LIMIT_ORDER_REJECT', { ...fields, rejectReason: 'UNITS_INVALID', clientExtensions: { id: 'E-7' } })], [acc.pendingOrder]));
    const result = await snapshot();
    const document = snapshotOf(result);
    assert.equal(document.coverage.orders, 'all');
    assert.deepEqual(rows(document), ['2307 myID cancelled 0/500000', '2309 - accepted 0/100']);
    assert.match(result.stderr, /level=info event=rejected_orders_left_out count=1/);
  }
});

test('every snapshot validates, and the token is in no output', async () => {
  await validateAll();
  assertTokenNowhere();
});
