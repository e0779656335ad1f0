// TLS is verified, whatever the address: WireMock's certificate is made here, for localhost, and no authority knows it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import * as acc from './account.mjs';
import { assertFails, assertTokenNowhere, folder, snapshotOf, token, tool, validateAll, WireMock } from './lib.mjs';

const store = path.join(folder, 'server.p12');
const certificate = path.join(folder, 'server.pem');
const strange = path.join(folder, 'strange.pem');

const keytool = (...args) => execFileSync('keytool', [...args, '-storepass', 'password'], { stdio: 'pipe' });
function makeCertificate(file, pem) {
  keytool('-genkeypair', '-keystore', file, '-storetype', 'PKCS12', '-alias', 'server', '-keyalg', 'EC', '-dname', 'CN=localhost',
    '-ext', 'san=dns:localhost', '-ext', 'bc=ca:true', '-validity', '2');
  keytool('-exportcert', '-rfc', '-keystore', file, '-alias', 'server', '-file', pem);
}

let server;
before(async () => {
  makeCertificate(store, certificate);
  makeCertificate(path.join(folder, 'strange.p12'), strange);
  server = await WireMock.start(['--https-port', '0', '--https-keystore', store, '--keystore-type', 'PKCS12', '--keystore-password', 'password', '--key-manager-password', 'password']);
  await server.stub(acc.everything());
});
after(() => server.stop());

const snapshot = (host, ...args) => tool(`https://${host}:${server.httpsPort}`, [...acc.arguments_, ...args, 'snapshot']);

test('a certificate of the authority that was named, for this host: the snapshot', async () => {
  assert.equal(snapshotOf(await snapshot('localhost', '--ca-file', certificate)).orders.length, 2);
});

test('a certificate of no known authority is refused', async () => {
  assertFails(await snapshot('localhost'), 3, /certificate or TLS is not good .*self.signed/);
});

test('a certificate of another authority than the one named is refused', async () => {
  assertFails(await snapshot('localhost', '--ca-file', strange), 3, /certificate or TLS is not good/);
});

test('a certificate for another host is refused', async () => {
  assertFails(await snapshot('127.0.0.1', '--ca-file', certificate), 3, /certificate or TLS is not good .*127\.0\.0\.1/);
});

test('a CA file that is not there or is none is our own mistake, whoever would have been asked', async () => {
  assertFails(await snapshot('localhost', '--ca-file', `${certificate}.no`), 66, /no such CA file/);
  const none = path.join(folder, 'none.pem');
  for (const text of ['', 'x\n', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', fs.readFileSync(certificate, 'utf8').slice(0, 200)]) {
    fs.writeFileSync(none, text);
    assertFails(await snapshot('localhost', '--ca-file', none), 78, /none\.pem: .*no certificate authorities in PEM/);
  }
  assertFails(await snapshot('localhost', '--ca-file', folder), 78, /not a regular file/);
  assertFails(await tool(server.url, [...acc.arguments_, '--ca-file', none, 'snapshot']), 78, /no certificate authorities in PEM/);
});

test('no environment makes it write the keys of its connections down', async () => {
  const keys = path.join(folder, 'keys');
  const env = { OANDA_TOKEN: token, SSLKEYLOGFILE: keys };
  const args = [...acc.arguments_, '--ca-file', certificate, 'snapshot'];
  snapshotOf(await tool(`https://localhost:${server.httpsPort}`, args, { env }));
  assert.ok(!fs.existsSync(keys));
});

test('https to a server that speaks http is refused', async () => {
  assertFails(await tool(server.url.replace('http:', 'https:'), [...acc.arguments_, 'snapshot']), 3, /certificate or TLS is not good/);
});

test('none of the refused connections carried a request, and the token is in no output', async () => {
  const asked = await server.requests();
  assert.equal(asked.length, 18);  // the two good snapshots
  assert.ok(asked.every((request) => request.absoluteUrl.startsWith('https://localhost:')));
  await validateAll();
  assertTokenNowhere();
});
