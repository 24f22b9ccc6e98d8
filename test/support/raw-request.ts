import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as it goes over the wire, each character a byte. */
export function rawRequest(
  method: string,
  url: URL,
  headers: readonly (readonly [name: string, value: string])[],
): string {
  const lines = [['Host', url.host], ...headers].map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** Opens a connection and sends `request`. The server goes on reading. */
export async function send({ port, hostname }: URL, request: string): Promise<Socket> {
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  // A server that goes away is what is looked for, and no error of the test.
  socket.on('error', () => {});
  socket.write(request, 'latin1');
  return socket;
}

/** All that is answered until the server closes the connection, but for the date. */
export async function answerOf(url: URL, request: string): Promise<string> {
  return (await text(await send(url, request))).replace(/^date: .*$/im, 'date');
}
