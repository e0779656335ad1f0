// What a network and a broker can do instead of answering: each ends in its exit code, a message that says which it
// was, nothing on stdout, and within the time-out.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import * as acc from './account.mjs';
import { assertFails, assertTokenNowhere, folder, snapshotOf, stub, token, tool, validateAll, serverOfTests } from './lib.mjs';

const server = await serverOfTests();

const snapshot = (...args) => tool(server.url, [...acc.arguments_, 'snapshot', ...args]);
const pending = (body, more) => stub('pendingOrders', body, more);
const faulty = (part, body, more) => server.stub(acc.everything({ [part]: stub(part === 'pending' ? 'pendingOrders' : part, body, more) }));
const askedForPending = async () => (await server.requests()).filter((r) => r.url.endsWith('/pendingOrders')).length;
const errorBody = (errorMessage) => ({ errorMessage });

for (const [what, body, more, message] of [
  ['an empty answer', '', {}, /the broker's answer is empty/],
  ['a web page', '<!DOCTYPE html><html><body>Maintenance</body></html>', {}, /web page \(HTML\), not JSON/],
  ['JSON cut short', '{"orders":[{"id":"2309","type":"LIM', {}, /pendingOrders:1:\d+: this is not valid JSON/],
  ['JSON of another shape', { orders: 'none', lastTransactionID: '2311' }, {}, /\/orders/],
  ['an order without units', { orders: [{ ...acc.pendingOrder, units: undefined }], lastTransactionID: '2311' }, {}, /\/orders\/0.*units/],
  ['units that are no exact decimal', { orders: [{ ...acc.pendingOrder, units: '1.0000000001' }], lastTransactionID: '2311' }, {}, /\/orders\/0\/units/],
  ['an answer without its last transaction', { orders: [] }, {}, /lastTransactionID/],
  ['401', errorBody('Insufficient authorization to perform request.'), { status: 401 }, /refuses the token \(HTTP 401\).*Insufficient authorization/],
  ['403', errorBody('no'), { status: 403 }, /token may not do this \(HTTP 403\)/],
  ['404', errorBody('no'), { status: 404 }, /knows nothing by this address \(HTTP 404\)/],
  ['400', errorBody('Invalid value'), { status: 400 }, /refuses the request \(HTTP 400\).*Invalid value/],
  ['a redirect', '', { status: 302, response: { headers: { Location: 'http://elsewhere.invalid/' } } }, /redirects \(HTTP 302\) to http:\/\/elsewhere\.invalid\/; redirects are not followed/],
  ['a message that repeats the token', errorBody(`bad token ${token}`), { status: 401 }, /bad token \*\*\*/],
  ['a connection that is reset', undefined, { response: { fault: 'CONNECTION_RESET_BY_PEER' } }, /connection broke off .*tried 4 times/],
  ['no answer at all', undefined, { response: { fault: 'EMPTY_RESPONSE' } }, /connection broke off .*tried 4 times/],
  ['garbage after the status line', undefined, { response: { fault: 'MALFORMED_RESPONSE_CHUNK' } }, /level=error event=unreachable/],
]) {
  test(`${what} is told apart`, async () => {
    await faulty('pending', body, more);
    const result = await snapshot();
    assertFails(result, 3, message);
    assert.equal(result.stderr.split('\n').filter((line) => line.startsWith('level=error')).length, 1);
  });
}

test('an answer that drips in beyond the time-out ends with it', async () => {
  await faulty('pending', { orders: [acc.pendingOrder], lastTransactionID: '2311' },
    { response: { chunkedDribbleDelay: { numberOfChunks: 100, totalDuration: 60000 } } });
  const result = await snapshot('--timeout', '1s');
  assertFails(result, 3, /timed out/);
  assert.ok(result.ms < 20000, `${result.ms} ms`);
});

test('a server that does not answer in time ends with it, too', async () => {
  await faulty('summary', {}, { response: { fixedDelayMilliseconds: 30000 } });
  assertFails(await snapshot('--timeout', '500ms'), 3, /summary: timed out/);
});

for (const [what, first] of [
  ['429 with Retry-After', { status: 429, response: { headers: { 'Retry-After': '1' } } }],
  ['503', { status: 503 }],
  ['a reset', { response: { fault: 'CONNECTION_RESET_BY_PEER' } }],
]) {
  test(`${what}, then 200: asked again`, async () => {
    const good = acc.parts.pending();
    await server.stub(acc.everything({ pending: [
      { ...pending({}, first), scenarioName: 'busy', requiredScenarioState: 'Started', newScenarioState: 'free' },
      { ...good, scenarioName: 'busy', requiredScenarioState: 'free' },
    ] }));
    const result = await snapshot();
    assert.equal(snapshotOf(result).orders.length, 2);
    assert.equal(await askedForPending(), 2);
    if (first.status) assert.match(result.stderr, /level=warn event=asked_again .*pendingOrders/);  // libcurl renews a broken connection itself
    if (first.status === 429) assert.ok(result.ms >= 1000, 'Retry-After was not honoured');
  });
}

test('a rate limit that outlasts the time-out is not waited for', async () => {
  await faulty('pending', errorBody('slow down'), { status: 429, response: { headers: { 'Retry-After': '3600' } } });
  assertFails(await snapshot(), 3, /rate limit is used up \(HTTP 429\), and it asks for more patience than --timeout has left;/);
  assert.equal(await askedForPending(), 1);
});

test('a wait that fits no number is long, not none', async () => {
  await faulty('pending', errorBody('slow down'), { status: 429, response: { headers: { 'Retry-After': '99999999999999999999' } } });
  assertFails(await snapshot(), 3, /rate limit is used up \(HTTP 429\), and it asks for more patience/);
  assert.equal(await askedForPending(), 1);
});

test('a server that keeps failing is asked four times, one that cannot do it once', async () => {
  await faulty('pending', errorBody('down'), { status: 503 });
  assertFails(await snapshot(), 3, /server fails \(HTTP 503\), asked 4 times;/);
  assert.equal(await askedForPending(), 4);
  await server.reset();
  await faulty('pending', errorBody('never'), { status: 501 });
  assertFails(await snapshot(), 3, /server fails \(HTTP 501\);/);
  assert.equal(await askedForPending(), 1);
});

test('the summary of another account is refused before anything else is asked', async () => {
  await faulty('summary', { account: { id: '101-004-9999999-001' }, lastTransactionID: '2311' });
  assertFails(await snapshot(), 3, /answers for account 101-004-9999999-001/);
  assert.equal((await server.requests()).length, 1);
});

test('an answer that holds the token is not printed', async () => {
  const row = { ...acc.pendingOrder, clientExtensions: { id: token } };
  await faulty('pending', { orders: [row], lastTransactionID: '2311' });
  assertFails(await snapshot(), 3, /hold the token/);
});

test('no server there: no connection', async () => {
  assertFails(await tool('http://127.0.0.1:1', ['snapshot', '--timeout', '2s']), 3, /no connection/);
});

test('http goes to this machine only, and an address holds nothing but an address', async () => {
  for (const url of ['http://api-fxpractice.oanda.com', 'http://10.0.0.1', 'http://127.0.0.1.example.com', 'http://0.0.0.0:8080'])
    assertFails(await tool(url, ['snapshot']), 64, /must be https/);
  for (const host of ['LOCALHOST', 'LocalHost'])
    assertFails(await tool(`http://${host}:1`, ['snapshot', '--timeout', '1s']), 3, /no connection/);
  assertFails(await tool('ftp://127.0.0.1', ['snapshot']), 64, /must be https/);
  for (const url of ['https://user:secret@host', 'https://host/?x=1', 'https://host/#x'])
    assertFails(await tool(url, ['snapshot']), 64, /no user, password, query or fragment/);
  assertFails(await tool('nowhere at all', ['snapshot']), 64, /not a URL/);
});

test('the token comes from the environment or from a private file, whole', async () => {
  await server.stub(acc.everything());
  const file = path.join(folder, 'token');
  const withFile = (mode) => {
    fs.writeFileSync(file, `${token}\n`);
    fs.chmodSync(file, mode);
    return tool(server.url, [...acc.arguments_, '--token-file', file, 'snapshot'], { env: {} });
  };
  for (const mode of [0o600, 0o400]) assert.equal(snapshotOf(await withFile(mode)).orders.length, 2);
  for (const mode of [0o644, 0o640, 0o604, 0o660, 0o611]) assertFails(await withFile(mode), 78, /open to others/);
  for (const mode of [0o700, 0o500, 0o200]) assertFails(await withFile(mode), 78, /has mode 0[257]00, which is neither 0600 nor 0400/);
  fs.chmodSync(file, 0o600);
  fs.writeFileSync(file, 'two words\n');
  assertFails(await tool(server.url, ['--token-file', file, 'snapshot'], { env: {} }), 78, /does not hold a token/);
  fs.writeFileSync(file, '');
  assertFails(await tool(server.url, ['--token-file', file, 'snapshot'], { env: {} }), 78, /does not hold a token/);
  assertFails(await tool(server.url, ['--token-file', folder, 'snapshot'], { env: {} }), 78, /not a regular file/);
  assertFails(await tool(server.url, ['--token-file', `${file}.no`, 'snapshot'], { env: {} }), 66, /cannot read the token/);
  assertFails(await tool(server.url, ['snapshot'], { env: {} }), 66, /set OANDA_TOKEN or give --token-file/);
  assertFails(await tool(server.url, ['snapshot'], { env: { OANDA_TOKEN: 'a\r\nb' } }), 78, /does not hold a token/);
});

test('wrong flags are usage', async () => {
  const given = (...args) => tool(server.url, args, { withUrl: [] });
  assertFails(await given('snapshot'), 64, /--environment practice, --environment live or --url/);
  assertFails(await given('--environment', 'demo', 'snapshot'), 64, /environment/);
  assertFails(await given('--environment', 'live', '--url', server.url, 'snapshot'), 64, /not both/);
  assertFails(await given('--url', server.url, 'snapshot'), 64, /give --account/);
  assertFails(await given('--url', server.url, '--account', 'a/../b', 'snapshot'), 64, /no account of OANDA/);
  assertFails(await snapshot('--since-id', '5'), 64, /not both/);
  assertFails(await tool(server.url, ['--since', 'yesterday', 'snapshot']), 64, /neither a time/);
  assertFails(await tool(server.url, ['--timeout', '0s', 'snapshot']), 64, /not a time to wait/);
});

test('every snapshot validates, and the token is in no output', async () => {
  await validateAll();
  assertTokenNowhere();
});
