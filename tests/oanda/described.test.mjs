// Do we speak the API that OANDA describes? Prism serves the published description and refuses what it does not
// describe: an unknown path, a missing or wrong parameter, no token. Recorded answers stand in it as examples, since
// those that Prism makes up of the base types have no instrument, units or price.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import test, { after, before } from 'node:test';
import * as acc from './account.mjs';
import { account, assertTokenNowhere, folder, modules, recorded, snapshotOf, startServer, stopServer, tool, validateAll } from './lib.mjs';

const require = createRequire(path.join(modules, 'x'));

// The description as OpenAPI 3, below /v3, with `examples` (path → answer) in place of made-up ones.
async function describe(examples) {
  const { openapi } = await require('swagger2openapi').convertObj(recorded('v20.json'), { patch: true, warnOnly: true });
  openapi.servers = [{ url: '/' }];
  openapi.paths = Object.fromEntries(Object.entries(openapi.paths).map(([where, item]) => [`/v3${where}`, item]));
  for (const [where, method, answer] of examples) {
    const item = openapi.paths[`/v3/accounts/{accountID}/${where}`];
    assert.ok(item?.[method], `the description has no ${method} ${where}`);
    item[method].responses['200'].content = { 'application/json': { example: answer } };
  }
  const file = path.join(folder, 'v20.openapi.json');
  fs.writeFileSync(file, JSON.stringify(openapi));
  return file;
}

const quiet = { ...acc.newer, transactions: [] };
const examples = [
  ['summary', 'get', { account: { id: account }, lastTransactionID: acc.last }],
  ['pendingOrders', 'get', { orders: [acc.pendingOrder], lastTransactionID: acc.last }],
  ['openPositions', 'get', { ...acc.openPositions, lastTransactionID: acc.last }],
  ['instruments', 'get', acc.instruments],
  ['transactions', 'get', acc.index()],
  ['transactions/idrange', 'get', { transactions: [...acc.older.transactions, ...acc.newer.transactions], lastTransactionID: acc.last }],
  ['transactions/sinceid', 'get', quiet],
  ['transactions/{transactionID}', 'get', { transaction: acc.older.transactions[0], lastTransactionID: acc.last }],
  ['orders/{orderSpecifier}/cancel', 'put', acc.cancelAnswer],
];

let prism, url;
let said = '';
before(async () => {
  const main = path.join(modules, '@stoplight/prism-cli/dist/index.js');
  const args = [main, 'mock', '--host', '127.0.0.1', '--port', '0', '--errors', await describe(examples)];
  const { server, ready } = await startServer(process.execPath, args, (text) => {
    return /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(text)?.[1];
  });
  prism = server;
  url = ready;
  for (const stream of [prism.stdout, prism.stderr]) stream.on('data', (chunk) => { said += chunk; });
});
after(() => stopServer(prism));

test('a snapshot asks for nothing that is not described', async () => {
  // One example answers every page, so its pages overlap and do not add up: the coverage says so.
  const result = await tool(url, [...acc.arguments_, 'snapshot']);
  const document = snapshotOf(result);
  assert.deepEqual(document.orders.map((order) => order.broker_order_id), ['2307', '2309']);
  assert.equal(document.coverage.orders, 'partial');
  assert.match(said, /pendingOrders/);
  assert.doesNotMatch(said, /violation|UNPROCESSABLE|NO_PATH_MATCHED|UNAUTHORIZED/i);
});

test('so does one since an id', async () => {
  const document = snapshotOf(await tool(url, ['--since-id', '2311', '--now', acc.now, 'snapshot']));
  assert.deepEqual(document.orders.map((order) => order.broker_order_id), ['2309']);
});

test('a cancel is as described', async () => {
  const result = await tool(url, ['cancel', '2307']);
  assert.equal(result.stdout, '{"broker_order_id":"2307","status":"cancelled"}\n', result.stderr);
});

test('Prism would have said so', async () => {
  const base = `${url}/v3/accounts/${account}`;
  const status = async (where, headers = { Authorization: 'Bearer x' }) => (await fetch(`${base}/${where}`, { headers })).status;
  assert.equal(await status('pendingOrders'), 200);
  assert.ok(await status('pendingOrders', {}) >= 400);
  assert.ok(await status('transactions/idrange?from=1') >= 400);
  assert.ok(await status('openpositions') >= 400);
  assert.match(said, /violation|NO_PATH_MATCHED|UNPROCESSABLE/i);
});

test('every snapshot validates, and the token is in no output', async () => {
  await validateAll();
  assertTokenNowhere();
});
