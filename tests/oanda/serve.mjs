// A loopback OANDA for a person or a script: WireMock with the recorded account, which remembers a cancel. Prints its
// address, and serves until it is stopped.
import { statefulAccount } from './stateful.mjs';
import { WireMock } from './lib.mjs';

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => process.exit(0));
const server = await WireMock.start();
await server.stub(statefulAccount());
console.log(server.url);
