import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { readEnvironment } from './gateway.config.js';
import { createGateway } from './gateway.js';
import { Ledger } from './ledger.js';

const GRACE_MILLIS = 3_000;

try {
  const { HOST, PORT, LEDGER_FILE } = readEnvironment();
  const server = createGateway(await Ledger.open(LEDGER_FILE)).listen(PORT, HOST);
  await once(server, 'listening');
  console.log(`Listening on http://${HOST}:${(server.address() as AddressInfo).port}`);
  process.once('SIGTERM', () => {
    server.close();
    setTimeout(() => server.closeAllConnections(), GRACE_MILLIS).unref();
  });
} catch (error) {
  console.error((error instanceof Error && error.message) || error);
  process.exit(1);
}
