import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

// Linux gives outgoing connections ports from 32768 upwards (ip_local_port_range in ip(7)). Below that, no
// connection can take the port of a service while it restarts.
const LOWEST = 10_000;
const HIGHEST = 32_768;

/** The address that the servers of a stack listen on. */
export const HOST = '127.0.0.1';

/** Returns whether a server could listen on this port of 127.0.0.1 now. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, HOST);
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** Returns a port of 127.0.0.1 on which no process listens, from 10000 to 32767. */
export async function freePort(): Promise<number> {
  const port = randomInt(LOWEST, HIGHEST);
  return (await isPortFree(port)) ? port : freePort();
}
