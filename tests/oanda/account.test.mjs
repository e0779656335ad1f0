// The recorded account through the tool: mapping, paging, what is missing, and an account that moves meanwhile.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import * as acc from './account.mjs';
import { account, assertFails, assertTokenNowhere, folder, snapshotOf, stub, token, tool, validateAll, serverOfTests }
  from './lib.mjs';

const server = await serverOfTests();

const snapshot = (...args) => tool(server.url, [...acc.arguments_, 'snapshot', ...args]);
const served = (replaced) => server.stub(acc.everything(replaced));
const rows = (document) => document.orders.map((o) => `${o.broker_order_id} ${o.status} ${o.filled}/${o.size}`);

test('the recorded account is one snapshot', async () => {
  await served();
  const document = snapshotOf(await snapshot());
  assert.deepEqual(document.orders, [
    { broker_order_id: '2307', broker_client_order_id: 'myID', symbol: 'EUR_USD', side: 'sell', size: 500000, filled: 0,
      type: 'limit', price: 1.25, status: 'cancelled', created_at: '2016-10-24T21:48:18.593753865Z',  // as 2304
      last_event_at: '2016-10-25T20:53:03.789670387Z', close_reason: 'CLIENT_REQUEST' },
    { broker_order_id: '2309', symbol: 'EUR_USD', side: 'sell', size: 100, filled: 0, type: 'limit', price: 1.2,
      status: 'accepted', created_at: '2016-10-25T21:07:21.065554321Z' },
  ]);
  assert.deepEqual(document.positions, [
    { symbol: 'DE30_EUR', side: 'buy', units: 10, avg_price: 10678.3 },
    { symbol: 'EUR_USD', side: 'sell', units: 100, avg_price: 1.09843 },
  ]);
  assert.deepEqual(document.limits.symbol_caps, { DE30_EUR: 2500.5, EUR_USD: 100000000, XAU_USD: 10000 });
  assert.equal(document.account, account);
  assert.equal(document.as_of, acc.now);
  assert.deepEqual(document.coverage, { orders: 'all', since: acc.since });
  assert.deepEqual(document.fills, []);
  const asked = await server.requests();
  assert.ok(asked.every((request) => request.headers.Authorization === `Bearer ${token}`));
  assert.ok(asked.every((request) => request.headers['Accept-Datetime-Format'] === 'RFC3339'));
});

test('the same answers give the same bytes, and without a frozen clock the time is the server\'s', async () => {
  await served();
  const [first, second] = [await snapshot(), await snapshot()];
  assert.equal(first.stdout, second.stdout);
  const live = snapshotOf(await tool(server.url, ['--since', acc.since, 'snapshot']));
  assert.equal(live.as_of, '2016-10-26T14:00:00Z');
});

test('since an id: the transactions after it, and only what closed after them is promised', async () => {
  await served({ sinceid: [acc.parts.sinceid('2306', acc.newer.transactions), acc.parts.sinceid(), ...acc.lookedUp] });
  const document = snapshotOf(await tool(server.url, ['--since-id', '2306', '--now', acc.now, 'snapshot']));
  assert.deepEqual(rows(document), ['2307 cancelled 0/500000', '2309 accepted 0/100']);
  assert.deepEqual(document.coverage, { orders: 'all', since: '2016-10-25T19:45:38.55805636Z' });
});

test('an answer in parts is asked for until it is whole', async () => {
  const list = acc.newer.transactions;
  await served({ sinceid: [acc.parts.sinceid('2306', list.slice(0, 2), '2311'), acc.parts.sinceid('2308', list.slice(2)), ...acc.lookedUp] });
  const document = snapshotOf(await tool(server.url, ['--since-id', '2306', '--now', acc.now, 'snapshot']));
  assert.deepEqual(rows(document), ['2307 cancelled 0/500000', '2309 accepted 0/100']);
  assert.equal(document.coverage.orders, 'all');
});

for (const [what, page] of [
  ['missing', null],
  ['cut short', stub(acc.pagePath(acc.pages[0]), { transactions: acc.older.transactions.slice(0, 2), lastTransactionID: '2311' })],
  ['failing', stub(acc.pagePath(acc.pages[0]), {}, { status: 503, response: { headers: { 'Retry-After': '60' } } })],
  ['a web page', stub(acc.pagePath(acc.pages[0]), '<html><body>Sorry</body></html>')],
  ['reset', stub(acc.pagePath(acc.pages[0]), undefined, { response: { fault: 'CONNECTION_RESET_BY_PEER' } })],
]) {
  test(`a page that is ${what} makes the coverage partial, never the list shorter in silence`, async () => {
    await served({ older: page });
    const result = await snapshot();
    const document = snapshotOf(result);
    assert.equal(document.coverage.orders, 'partial');
    assert.match(result.stderr, /level=warn event=coverage_partial .*2304/);
    assert.ok(document.orders.some((order) => order.broker_order_id === '2309'));
  });
}

test('an index that promises more than its pages hold is partial', async () => {
  await served({ index: stub(acc.indexPath(), { ...acc.index(), count: 9 }) });
  assert.equal(snapshotOf(await snapshot()).coverage.orders, 'partial');
});

test('a page of another account is refused whole', async () => {
  const foreign = JSON.parse(JSON.stringify(acc.older).replaceAll(account, '101-004-1435156-002'));
  await served({ older: stub(acc.pagePath(acc.pages[0]), foreign) });
  assertFails(await snapshot(), 3, /answers for account 101-004-1435156-002, not for 101-004-1435156-001/);
});

// What happened: order 2309 was filled in two parts, between the first look at it and the next.
const fill = (id, units, price) => ({
  id, type: 'ORDER_FILL', orderID: '2309', instrument: 'EUR_USD', units, price, reason: 'LIMIT_ORDER', batchID: id,
  time: '2016-10-26T13:30:00.5Z', accountID: account, userID: 1435156, pl: '0', financing: '0', accountBalance: '43650.69807',
});

test('an account that moves while it is asked is asked again until all answers are of one moment', async () => {
  const fills = [fill('2312', '-40', '1.20010'), fill('2313', '-60', '1.20020')];
  const moved = { scenarioName: 'moving', requiredScenarioState: 'Started', newScenarioState: 'moved' };
  const later = { scenarioName: 'moving', requiredScenarioState: 'moved' };
  await served({
    pending: [{ ...acc.parts.pending(), ...moved }, { ...acc.parts.pending('2313', []), ...later }],
    positions: acc.parts.positions('2313'),
    sinceid: [acc.parts.sinceid('2311', fills), acc.parts.sinceid('2313', [], '2313')],
  });
  const document = snapshotOf(await snapshot());
  assert.equal(document.coverage.orders, 'all');
  const order = document.orders.find((o) => o.broker_order_id === '2309');
  assert.deepEqual([order.status, order.filled, order.avg_fill_price], ['filled', 100, 1.20016]);
  assert.deepEqual(document.fills.map((f) => [f.fill_id, f.size, f.price]), [['2312', 40, 1.2001], ['2313', 60, 1.2002]]);
});

test('positions from before a fill that the orders know already are asked for again', async () => {
  const filled = [fill('2312', '-100', '1.20010')];
  const flat = { ...acc.openPositions, positions: acc.openPositions.positions.slice(0, 1) };
  const lagging = { scenarioName: 'lagging', requiredScenarioState: 'Started', newScenarioState: 'caught up' };
  await served({
    summary: acc.parts.summary('2312'), pending: acc.parts.pending('2312', []),
    positions: [{ ...acc.parts.positions('2311'), ...lagging },
      { ...acc.parts.positions('2312', flat), scenarioName: 'lagging', requiredScenarioState: 'caught up' }],
    sinceid: [acc.parts.sinceid('2311', filled), acc.parts.sinceid('2312', [], '2312')],
  });
  const document = snapshotOf(await snapshot());
  assert.equal(document.coverage.orders, 'all');
  assert.deepEqual(document.positions.map((position) => position.symbol), ['DE30_EUR']);
});

test('orders and positions that agree, but from before a fill that the history tells, are asked for again', async () => {
  const filled = fill('2312', '-100', '1.20010');
  const pages = [acc.pages[0], { from: 2307, to: 2312 }];
  const flat = { ...acc.openPositions, positions: acc.openPositions.positions.slice(0, 1) };
  const inState = (requiredScenarioState, newScenarioState) => ({ scenarioName: 'a replica behind', requiredScenarioState, newScenarioState });
  await served({
    summary: acc.parts.summary('2312'),
    index: stub(acc.indexPath(), acc.index(pages, '2312')),
    newer: stub(acc.pagePath(pages[1]), { transactions: [...acc.newer.transactions, filled], lastTransactionID: '2312' }),
    pending: [{ ...acc.parts.pending('2311'), ...inState('Started', 'orders read') },
      { ...acc.parts.pending('2312', []), ...inState('caught up') }],
    positions: [{ ...acc.parts.positions('2311'), ...inState('orders read', 'caught up') },
      { ...acc.parts.positions('2312', flat), ...inState('caught up') }],
    sinceid: acc.parts.sinceid('2312', [], '2312'),
  });
  const document = snapshotOf(await snapshot());
  assert.equal(document.coverage.orders, 'all');
  assert.ok(rows(document).includes('2309 filled 100/100'), rows(document));
  assert.deepEqual(document.positions.map((position) => position.symbol), ['DE30_EUR']);
});

test('an account that never holds still is partial, and what is known of its orders is right', async () => {
  await served({ positions: acc.parts.positions('2312'), sinceid: [acc.parts.sinceid('2311', [fill('2312', '-40', '1.2')]), acc.parts.sinceid('2312', [], '2312')] });
  const result = await snapshot();
  const document = snapshotOf(result);
  assert.equal(document.coverage.orders, 'partial');
  assert.match(result.stderr, /did not hold still/);
  assert.ok(rows(document).includes('2309 partially_filled 40/100'));
});

test('a partly filled order from before the window has its earlier fills', async () => {
  const early = { ...fill('2312', '-40', '1.20010') };
  const window = '2016-10-26T13:45:00Z';
  const from = `transactions?from=${acc.escapedTime('2016-10-25T21:07:21.065554321Z')}&to=${acc.escapedTime(acc.now)}`;
  await server.stub([
    acc.parts.summary('2312'), acc.parts.pending('2312'), acc.parts.positions('2312'), acc.parts.instruments(),
    stub(acc.indexPath(window), acc.index([], '2312')), acc.parts.sinceid('2312', [], '2312'),
    stub('transactions/2312', { transaction: early, lastTransactionID: '2312' }),
    stub(`${from}&pageSize=1000&type=ORDER_FILL`, { ...acc.index([{ from: 2312, to: 2312 }], '2312') }),
    stub('transactions/idrange?from=2312&to=2312&type=ORDER_FILL', { transactions: [early], lastTransactionID: '2312' }),
  ]);
  const document = snapshotOf(await tool(server.url, ['--since', window, '--now', acc.now, 'snapshot']));
  assert.deepEqual(rows(document), ['2309 partially_filled 40/100']);
  assert.equal(document.orders[0].avg_fill_price, 1.2001);
  assert.equal(document.coverage.orders, 'all');
});

test('an order from before the window that closes in it is looked up, and partial where that fails', async () => {
  const window = '2016-10-25T19:00:00Z';
  const page = { from: 2306, to: 2311 };
  const list = [...acc.older.transactions.slice(2), ...acc.newer.transactions];
  const common = [
    acc.parts.summary(), acc.parts.pending(), acc.parts.positions(), acc.parts.instruments(), acc.parts.sinceid(),
    stub(acc.indexPath(window), acc.index([page])), stub(acc.pagePath(page), { transactions: list, lastTransactionID: '2311' }),
  ];
  await server.stub([...common, ...acc.lookedUp]);
  const args = ['--since', window, '--now', acc.now, 'snapshot'];
  const whole = snapshotOf(await tool(server.url, args));
  assert.equal(whole.coverage.orders, 'all');
  assert.deepEqual(rows(whole)[0], '2307 cancelled 0/500000');
  assert.equal(whole.orders[0].created_at, acc.older.transactions[0].time);
  await server.reset();
  await server.stub(common);
  const partial = await tool(server.url, args);
  assert.equal(snapshotOf(partial).coverage.orders, 'partial');
  assert.match(partial.stderr, /the opening of order 2304 is not to be had/);
});

test('a config maps the instruments, names the account, and limits the caps to what it caps or is held', async () => {
  await served();
  const config = path.join(folder, 'config.json');
  fs.writeFileSync(config, JSON.stringify({
    schema: 'tiyf.config.v1', account, instruments: [{ symbol: 'EURUSD', pip_size: 0.0001, aliases: ['EUR_USD'] }],
    risk_limits: { symbol_caps: { EURUSD: 1000 } },
  }));
  const flags = ['--url', server.url, '--config', config];
  const document = snapshotOf(await tool(server.url, [...acc.arguments_, 'snapshot'], { withUrl: flags }));
  assert.ok(document.orders.every((order) => order.symbol === 'EURUSD'));
  assert.deepEqual(document.limits.symbol_caps, { DE30_EUR: 2500.5, EURUSD: 100000000 });
  const other = await tool(server.url, ['snapshot'], { withUrl: [...flags, '--account', '101-004-1435156-002'] });
  assertFails(other, 64, /not the config's account/);
});

test('without limits when asked so', async () => {
  await served({ instruments: null });
  assert.equal(snapshotOf(await snapshot('--no-limits')).limits, undefined);
  assertFails(await snapshot(), 3, /instruments.*HTTP 404/);
});

test('every snapshot validates, and the token is in no output', async () => {
  await validateAll();
  assertTokenNowhere();
});
