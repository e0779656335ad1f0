// What the scripts here share: WireMock in the place of OANDA, the tool, and checks of what it says.
// TIYF_BIN names the folder of the tools (default: build/release/bin).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, beforeEach } from 'node:test';
import { fileURLToPath } from 'node:url';

export const here = path.dirname(fileURLToPath(import.meta.url));
export const repository = path.join(here, '../..');
export const modules = path.join(repository, 'build/npm-oanda/node_modules');
export const bin = process.env.TIYF_BIN ?? path.join(repository, 'build/release/bin');

export const account = '101-004-1435156-001';
export const token = `test-token-${process.pid}-7c1d90aa`;
export const recorded = (name) => JSON.parse(fs.readFileSync(path.join(here, 'recorded', name), 'utf8'));
export const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tiyf-oanda-'));

// Servers die with this process, however it ends: setpriv asks the kernel for that.
const servers = new Set();
process.on('exit', () => {
  for (const server of servers) server.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true, force: true });
});

export function startServer(command, args, isReady) {
  const server = spawn('setpriv', ['--pdeathsig', 'KILL', command, ...args], { cwd: folder });
  servers.add(server);
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk) => {
      said += chunk;
      const ready = isReady(said);
      if (ready) resolve({ server, ready });
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`${command} ended with ${code}: ${said}`)));
  });
}

export async function stopServer(server) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.on('exit', resolve));
  server.kill('SIGKILL');
  await gone;
  servers.delete(server);
}

export class WireMock {
  static async start(args = []) {
    const build = path.join(modules, 'wiremock/build');
    const jar = fs.readdirSync(build).find((name) => name.endsWith('.jar'));
    const java = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto', '-jar', path.join(build, jar)];
    const options = ['--port', '0', '--bind-address', '127.0.0.1', '--disable-banner', ...args];
    const { server, ready } = await startServer('java', [...java, ...options], (said) => {
      const port = /^port: +(\d+)/m.exec(said);
      const https = /^https-port: +(\d+)/m.exec(said);
      return port && /^extensions:/m.test(said) && { port: port[1], https: https?.[1] };
    });
    return Object.assign(new WireMock(), { server, url: `http://127.0.0.1:${ready.port}`, httpsPort: ready.https });
  }

  async admin(method, route, body) {
    const answer = await fetch(`${this.url}/__admin/${route}`, { method, body: body && JSON.stringify(body) });
    assert.ok(answer.ok, `WireMock ${route}: ${answer.status} ${await answer.clone().text()}`);
    return answer.json().catch(() => undefined);
  }

  reset() { return this.admin('POST', 'reset'); }
  stub(mappings) { return this.admin('POST', 'mappings/import', { mappings }); }
  async requests() { return (await this.admin('GET', 'requests')).requests.map((r) => r.request).reverse(); }
  stop() { return stopServer(this.server); }
}

// The server of one file's tests: started here, without a stub before each of them, stopped after the last.
export async function serverOfTests(args) {
  const server = await WireMock.start(args);
  beforeEach(() => server.reset());
  after(() => server.stop());
  return server;
}

// A stub: `where` is the path below the account, with its query; `more` goes into the mapping.
export function stub(where, body, { status = 200, method = 'GET', response = {}, ...more } = {}) {
  return {
    request: { method, url: `/v3/accounts/${account}/${where}` },
    response: {
      status,
      headers: { 'Content-Type': 'application/json', Date: 'Wed, 26 Oct 2016 14:00:00 GMT' },
      ...(typeof body === 'string' ? { body } : { jsonBody: body }),
      ...response,
    },
    ...more,
  };
}

const outputs = [];

// The tool with the recorded account at `url`; the outcome, and how long it took.
export function tool(url, args, { env = { OANDA_TOKEN: token }, withUrl = ['--url', url, '--account', account] } = {}) {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const child = spawn(path.join(bin, 'tiyf-broker-oanda'), [...withUrl, ...args], {
      cwd: folder, env: { PATH: process.env.PATH, HOME: folder, ...env }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    const result = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) child[name].on('data', (chunk) => { result[name] += chunk; });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      Object.assign(result, { code: code ?? signal, ms: Date.now() - started });
      outputs.push(result);
      resolve(result);
    });
  });
}

export const outputFolder = path.join(folder, 'documents');

// A snapshot that must have come, parsed; its text is kept for validateAll.
let documents = 0;
export function snapshotOf(result) {
  assert.equal(result.code, 0, result.stderr);
  fs.mkdirSync(outputFolder, { recursive: true });
  documents += 1;
  fs.writeFileSync(path.join(outputFolder, `${documents}.json`), result.stdout);
  return JSON.parse(result.stdout);
}

// A failure that names its cause in one line on stderr, prints nothing, and exits with `code`.
export function assertFails(result, code, message) {
  assert.equal(result.code, code, `${result.stderr}${result.stdout}`);
  assert.match(result.stderr, message);
  assert.equal(result.stdout, '');
}

// The independent schema validator over every snapshot of this script.
export async function validateAll() {
  assert.ok(documents > 0);
  const validator = spawn(path.join(repository, 'tests/schemas/validate'), [outputFolder], { stdio: 'pipe' });
  let said = '';
  for (const stream of [validator.stdout, validator.stderr]) stream.on('data', (chunk) => { said += chunk; });
  const code = await new Promise((resolve) => validator.on('close', resolve));
  assert.equal(code, 0, said);
}

// The token must be in nothing that the tool ever said.
export function assertTokenNowhere() {
  assert.ok(outputs.length > 0);
  for (const { stdout, stderr } of outputs) assert.ok(!`${stdout}${stderr}`.includes(token));
}
