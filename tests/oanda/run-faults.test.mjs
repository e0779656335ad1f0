// The main job, `tiyf-reconcile run`, with this adapter as its broker: what a network and a broker can do instead of
// answering ends in the exit code, alert and kill switch of CONTRACT §1 and §5, in time, and no process is left.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import * as acc from './account.mjs';
import { bin as tools, folder, here, repository, stub, token, serverOfTests } from './lib.mjs';
import { statefulAccount } from './stateful.mjs';

const bin = path.resolve(tools);
const engine = path.join(here, 'engine');
const mark = `run-faults-${process.pid}-${Date.now()}`;  // in the environment of all that a run starts

const server = await serverOfTests(['--https-port', '0']);

// The processes of ours that are there now, by their environment; a dead one that nobody has waited for is none.
function processes() {
  return fs.readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
    try {
      return fs.readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark) && !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch { return false; }
  });
}

// One run in a folder of its own. `config` replaces members of the engine's, `adapter` its broker command's flags.
let runs = 0;
async function run({ url = server.url, config = {}, broker = {}, adapter = [], signalWhen } = {}) {
  runs += 1;
  const at = path.join(folder, `run-${runs}`);
  fs.mkdirSync(at);
  const theirs = JSON.parse(fs.readFileSync(path.join(engine, 'config.json'), 'utf8'));
  const document = { ...theirs, ...config };
  document.broker = { ...theirs.broker, attempts: 1, confirm_after: '10ms', ...broker };
  document.broker.command = [...theirs.broker.command, '--url', url, ...adapter];
  fs.writeFileSync(path.join(at, 'config.json'), JSON.stringify(document));
  const logs = ['--decision-log', path.join(engine, 'decision-log.jsonl'), '--order-journal', path.join(engine, 'order-journal.jsonl')];
  const started = Date.now();
  const child = spawn(path.join(bin, 'tiyf-reconcile'), ['run', '--now', acc.now, '--config', path.join(at, 'config.json'), ...logs,
    '--output-dir', path.join(at, 'out'), '--state-dir', path.join(at, 'state')], {
    cwd: repository, stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: `${bin}:${process.env.PATH}`, HOME: folder, OANDA_TOKEN: token, TIYF_NOW: acc.now, TIYF_TEST_MARK: mark },
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => { stderr += chunk; });
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
  if (signalWhen) await signalWhen(child);
  const code = await ended;
  return { code, stderr, ms: Date.now() - started, at, left: processes(), read: (name) => fs.readFileSync(path.join(at, name), 'utf8') };
}

function assertStopsTrading(result, message) {
  assert.equal(result.code, 3, result.stderr);
  const report = JSON.parse(result.read('out/reconcile-report.json'));
  assert.equal(report.status, 'failed');
  assert.equal(report.error.code, 3);
  assert.equal(report.kill_switch, 1);
  assert.equal(report.clear_to_trade, false);
  assert.deepEqual(result.read('out/alerts.jsonl').trim().split('\n').map((line) => JSON.parse(line).alert), ['ALERT_RECONCILE_FAILED']);
  const latch = JSON.parse(result.read('state/kill-switch.json'));
  assert.equal(latch.kill_switch, 1);
  assert.equal(latch.since, acc.now);
  assert.match(result.read('out/metrics.txt'), /^engine_kill_switch 1$/m);
  for (const name of ['corrections.jsonl', 'requeue.jsonl', 'trades.csv']) assert.equal(result.read(`out/${name}`), '');
  assert.match(result.stderr, message);
  assertNothingIsLeft(result);
}
function assertNothingIsLeft(result) {
  assert.deepEqual(result.left, []);
  assert.ok(!result.stderr.includes(token));
  for (const name of fs.readdirSync(result.at, { recursive: true })) {
    const file = path.join(result.at, name);
    if (fs.statSync(file).isFile()) assert.ok(!fs.readFileSync(file, 'utf8').includes(token), name);
  }
}

const faulty = (part, body, more) => acc.everything({ [part]: stub(part === 'pending' ? 'pendingOrders' : part, body, more) });
const pendingAnswer = { orders: [acc.pendingOrder], lastTransactionID: acc.last };
const fault = (name) => [undefined, { response: { fault: name } }];
const drip = [pendingAnswer, { response: { chunkedDribbleDelay: { numberOfChunks: 100, totalDuration: 120000 } } }];

test('the recorded account is compared: the cancel that the crash lost is caught, the order over its TTL cancelled', async () => {
  await server.stub(statefulAccount());
  const result = await run();
  assert.equal(result.code, 1, result.stderr);
  const report = JSON.parse(result.read('out/reconcile-report.json'));
  assert.deepEqual(report.counts, { cancel_caught_by_reconcile: 1, stale_order_cancelled: 1 });
  assert.equal(report.clear_to_trade, true);
  assertNothingIsLeft(result);
});

for (const [what, [body, more], message] of [
  ['a connection that is reset', fault('CONNECTION_RESET_BY_PEER'), /connection broke off/],
  ['a reset in the middle of the body', fault('MALFORMED_RESPONSE_CHUNK'), /broker is unreachable/],
  ['garbage, then the end', fault('RANDOM_DATA_THEN_CLOSE'), /broker is unreachable/],
  ['no answer at all', fault('EMPTY_RESPONSE'), /connection broke off/],
  ['an empty 200', ['', {}], /answer is empty/],
  ['an error page in HTML', ['<!DOCTYPE html><html><body>Maintenance</body></html>', {}], /web page \(HTML\)/],
  ['JSON cut short', ['{"orders":[{"id":"2309","type":"LIM', {}], /not valid JSON/],
  ['a redirect', ['', { status: 302, response: { headers: { Location: 'http://elsewhere.invalid/' } } }], /redirects/],
  ['a token that is refused', [{ errorMessage: 'no' }, { status: 401 }], /refuses the token/],
  ['a rate limit that outlasts the time-out', [{ errorMessage: 'slow down' }, { status: 429, response: { headers: { 'Retry-After': '3600' } } }], /rate limit/],
]) {
  test(`${what}: 3, ALERT_RECONCILE_FAILED, kill switch`, async () => {
    await server.stub(faulty('pending', body, more));
    assertStopsTrading(await run(), message);
  });
}

test('another account: 3, nothing is compared', async () => {
  await server.stub(faulty('summary', { account: { id: '101-004-9999999-001' }, lastTransactionID: acc.last }));
  assertStopsTrading(await run(), /answers for account 101-004-9999999-001/);
});

test('a certificate that does not verify: 3', async () => {
  await server.stub(acc.everything());
  assertStopsTrading(await run({ url: `https://localhost:${server.httpsPort}` }), /certificate or TLS is not good/);
});

test('no server there: 3, after as many tries as the config has', async () => {
  assertStopsTrading(await run({ url: 'http://127.0.0.1:1', broker: { attempts: 2 }, adapter: ['--timeout', '1s'] }), /unreachable \(2 tries\)/);
});

test('a drip beyond the adapter\'s own time-out: 3, and it says what it waited for', async () => {
  await server.stub(faulty('pending', ...drip));
  const result = await run({ adapter: ['--timeout', '1s'] });
  assertStopsTrading(result, /pendingOrders.*timed out/);
  assert.ok(result.ms < 20000, `${result.ms} ms`);
});

test('a drip beyond the config\'s time-out, when the adapter would wait on: it is killed, each try', async () => {
  await server.stub(faulty('pending', ...drip));
  const result = await run({ broker: { timeout: '1s', attempts: 2 }, adapter: ['--timeout', '100s'] });
  assertStopsTrading(result, /did not answer within 1s and was killed; the broker is unreachable \(2 tries\)/);
  assert.ok(result.ms < 20000, `${result.ms} ms`);
});

test('429, then 200: asked again, compared, trading goes on', async () => {
  const first = { ...stub('pendingOrders', {}, { status: 429, response: { headers: { 'Retry-After': '1' } } }), scenarioName: 'busy', requiredScenarioState: 'Started', newScenarioState: 'free' };
  await server.stub(acc.everything({ pending: [first, { ...acc.parts.pending(), scenarioName: 'busy', requiredScenarioState: 'free' }] }));
  const result = await run({ config: { reconcile: {} } });
  assert.equal(result.code, 1, result.stderr);
  const report = JSON.parse(result.read('out/reconcile-report.json'));
  assert.deepEqual([report.status, report.kill_switch, report.clear_to_trade], ['degraded', 0, true]);
  assert.deepEqual(report.counts, { cancel_caught_by_reconcile: 1 });
  assert.ok(!fs.existsSync(path.join(result.at, 'state/kill-switch.json')));
  assert.match(result.stderr, /asked_again/);
  assertNothingIsLeft(result);
});

test('a cancel whose connection breaks: 3, and the order is not taken for cancelled', async () => {
  await server.stub([...acc.everything(), stub('orders/2309/cancel', undefined, { method: 'PUT', ...fault('CONNECTION_RESET_BY_PEER')[1] })]);
  const result = await run();
  assertStopsTrading(result, /cancelling 2309: .*the broker is unreachable/);
  assert.deepEqual(result.read('state/reconcile-history.jsonl').trim().split('\n').map((line) => JSON.parse(line).event), ['cancel_requested', 'run']);
});

test('SIGTERM while the broker drips: stopped at once, nothing written, no process left', async () => {
  await server.stub(faulty('pending', ...drip));
  const result = await run({
    broker: { timeout: '100s' }, adapter: ['--timeout', '100s'],
    async signalWhen(child) {
      while (!(await server.requests()).some((request) => request.url.endsWith('/pendingOrders'))) await new Promise((r) => setTimeout(r, 50));
      assert.equal(processes().length, 2, 'the run and its adapter');
      child.kill('SIGTERM');
    },
  });
  assert.equal(result.code, 'SIGTERM');
  assert.ok(!fs.existsSync(path.join(result.at, 'out')));
  assertNothingIsLeft(result);
});
