// The whole job with OANDA as the broker: tiyf-reconcile run asks the adapter, as a config says. (What goes wrong:
// run-faults.test.mjs.)
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import * as acc from './account.mjs';
import { account, bin, folder, stub, token, serverOfTests } from './lib.mjs';

const server = await serverOfTests();

const lines = (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const sent = { ts: '2016-10-25T21:07:21Z', broker_client_order_id: 'E-9', decision_id: 'D-9', symbol: 'EURUSD', side: 'sell', size: 100, type: 'limit', price: 1.2 };

// The engine's side of the recorded account; `config` adds to the config, `journal` to the journal.
function engine(name, config = {}, journal = []) {
  const work = path.join(folder, name);
  fs.mkdirSync(work);
  const file = (base, text) => { fs.writeFileSync(path.join(work, base), text); return path.join(work, base); };
  return {
    work,
    args: [
      '--config', file('config.json', JSON.stringify({
        schema: 'tiyf.config.v1', account,
        instruments: [{ symbol: 'EURUSD', pip_size: 0.0001, aliases: ['EUR_USD'] }, { symbol: 'DE30EUR', pip_size: 1, aliases: ['DE30_EUR'] }],
        broker: { command: [path.join(bin, 'tiyf-broker-oanda'), '--url', server.url, '--account', account, '--since', acc.since, '--no-limits', '--timeout', '3s'],
          timeout: '20s', attempts: 1, confirm_after: '1ms' },
        ...config,
      })),
      '--decision-log', file('decisions.jsonl', lines([{ ...sent, event: 'decision' }])),
      '--order-journal', file('journal.jsonl', lines([
        { ts: acc.since, event: 'position_snapshot', symbol: 'DE30EUR', side: 'buy', units: 10, avg_price: 10678.3 },
        { ts: acc.since, event: 'position_snapshot', symbol: 'EURUSD', side: 'sell', units: 100, avg_price: 1.09843 },
        { ...sent, event: 'order_sent' },
        { ts: '2016-10-25T21:07:21.1Z', event: 'order_accepted', broker_client_order_id: 'E-9', broker_order_id: '2309' },
        ...journal,
      ])),
      '--state-dir', path.join(work, 'state'), '--output-dir', work, '--now', acc.now,
    ],
  };
}

function run({ work, args }) {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(bin, 'tiyf-reconcile'), ['run', ...args], { env: { PATH: process.env.PATH, OANDA_TOKEN: token }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { said += chunk; });
    child.on('error', reject);
    child.on('close', (code) => {
      assert.ok(!said.includes(token));
      for (const name of fs.readdirSync(work, { recursive: true }))
        if (fs.statSync(path.join(work, name)).isFile()) assert.ok(!fs.readFileSync(path.join(work, name), 'utf8').includes(token), name);
      const read = (name) => fs.readFileSync(path.join(work, name), 'utf8');
      resolve({ code, said, report: JSON.parse(read('reconcile-report.json')), alerts: read('alerts.jsonl'), killed: fs.existsSync(path.join(work, 'state/kill-switch.json')) });
    });
  });
}

test('engine and OANDA agree: healthy', async () => {
  await server.stub(acc.everything());
  const { code, report, killed, said } = await run(engine('healthy'));
  assert.deepEqual([code, report.status, report.clear_to_trade, killed], [0, 'healthy', true, false], said);
  assert.deepEqual(report.findings, []);
});

test('OANDA filled what the engine does not know of: caught, and appended the run is healthy', async () => {
  const fill = { id: '2312', type: 'ORDER_FILL', orderID: '2309', instrument: 'EUR_USD', units: '-100', price: '1.20010', reason: 'LIMIT_ORDER', batchID: '2312',
    time: '2016-10-26T13:30:00.5Z', accountID: account, userID: 1435156 };
  const after_ = structuredClone(acc.openPositions);
  Object.assign(after_.positions[1].short, { units: '-200', averagePrice: '1.149265' });
  await server.stub(acc.everything({ pending: acc.parts.pending('2312', []), positions: acc.parts.positions('2312', after_),
    sinceid: [acc.parts.sinceid('2311', [fill]), acc.parts.sinceid('2312', [], '2312')] }));
  const job = engine('caught');
  const first = await run(job);
  assert.deepEqual([first.code, first.report.status], [1, 'degraded'], first.said);
  assert.deepEqual(first.report.findings.map((finding) => finding.kind), ['fill_caught_by_reconcile']);
  fs.appendFileSync(path.join(job.work, 'journal.jsonl'), fs.readFileSync(path.join(job.work, 'corrections.jsonl')));
  const second = await run(job);
  assert.deepEqual([second.code, second.report.status], [0, 'healthy'], second.said);
});

test('an order replaced at OANDA after a partial fill: one order to the engine, with its new total', async () => {
  const happened = (id, type, fields) => ({ id, type, batchID: id, time: '2016-10-26T13:30:00Z', accountID: account, userID: 1435156, ...fields });
  const terms = { instrument: 'EUR_USD', units: '-50', price: '1.21', clientExtensions: { id: 'E-9' }, replacesOrderID: '2309' };
  const list = [
    happened('2312', 'ORDER_FILL', { orderID: '2309', instrument: 'EUR_USD', units: '-40', price: '1.20010' }),
    happened('2313', 'ORDER_CLIENT_EXTENSIONS_MODIFY', { orderID: '2309', clientExtensionsModify: { id: 'E-9' } }),
    happened('2314', 'ORDER_CANCEL', { orderID: '2309', clientOrderID: 'E-9', reason: 'CLIENT_REQUEST_REPLACED', replacedByOrderID: '2315' }),
    happened('2315', 'LIMIT_ORDER', { ...terms, reason: 'REPLACEMENT' }),
  ];
  const after_ = structuredClone(acc.openPositions);
  Object.assign(after_.positions[1].short, { units: '-140', averagePrice: '1.127478571' });
  await server.stub(acc.everything({ pending: acc.parts.pending('2315', [{ ...acc.pendingOrder, ...terms, id: '2315', createTime: '2016-10-26T13:30:00Z' }]),
    positions: acc.parts.positions('2315', after_), sinceid: [acc.parts.sinceid('2311', list), acc.parts.sinceid('2315', [], '2315')] }));
  const journal = [
    { ts: '2016-10-26T13:30:00Z', event: 'fill', broker_client_order_id: 'E-9', fill_id: '2312', size: 40, price: 1.2001 },
    { ts: '2016-10-26T13:30:00Z', event: 'order_replaced', broker_client_order_id: 'E-9', size: 90, price: 1.21 },
  ];
  const { code, report, said } = await run(engine('replaced', {}, journal));
  assert.deepEqual([code, report.status, report.findings], [0, 'healthy', []], said);
});

test('a missing page: partial, so at best degraded', async () => {
  await server.stub(acc.everything({ older: null }));
  const { code, report } = await run(engine('partial'));
  assert.deepEqual([code, report.status], [1, 'degraded']);
  assert.ok(report.findings.some((finding) => finding.kind === 'coverage_partial'));
});

test('an order over its TTL is cancelled at OANDA, once', async () => {
  const gone = { id: '2312', type: 'ORDER_CANCEL', orderID: '2309', reason: 'CLIENT_REQUEST', batchID: '2312', time: '2016-10-26T14:00:00Z', accountID: account, userID: 1435156 };
  await server.stub([...acc.everything(), stub('orders/2309/cancel', { orderCancelTransaction: gone, relatedTransactionIDs: ['2312'], lastTransactionID: '2312' }, { method: 'PUT' })]);
  const { report, said } = await run(engine('ttl', { reconcile: { order_ttl: '1h', cancel_stale_orders: true } }));
  assert.deepEqual(report.findings.map((finding) => finding.kind), ['stale_order_cancelled'], said);
  assert.equal((await server.requests()).filter((request) => request.method === 'PUT').length, 1);
});
