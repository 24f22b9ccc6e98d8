import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

// Linux takes the ports of outgoing connections from 32768 upwards (ip_local_port_range in ip(7)):
// below, no connection can sit on the port of a service that is being restarted.
const LOWEST = 10_000;
const HIGHEST = 32_768;

/** Whether a server may listen on this port of 127.0.0.1 now. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const port = randomInt(LOWEST, HIGHEST);
  return (await isPortFree(port)) ? port : freePort();
}
