import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

const LIMITS = { timeoutMillis: 5_000, maxBytes: 1024 * 1024 };

/**
 * Fetches the text at `url` without following redirects, by default within 5 seconds and up to 1 MiB.
 * Does not hold the process alive once it is connected.
 */
export async function fetchText(
  url: URL,
  signal: AbortSignal,
  { timeoutMillis, maxBytes } = LIMITS,
): Promise<string> {
  const { get } = url.protocol === 'https:' ? https : http;
  const request = get(url, { agent: false, headers: { accept: 'application/json' }, signal });
  // An error after the response has begun is an error of the response as well.
  request.on('error', () => {});
  request.once('socket', letProcessEnd);
  const late = new Error(`It did not answer within ${timeoutMillis} ms.`);
  let answering: IncomingMessage | typeof request = request;
  const timer = setTimeout(() => answering.destroy(late), timeoutMillis).unref();
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    answering = response;
    if (response.statusCode !== 200) throw new Error(`It answered ${response.statusCode}.`);
    return await readText(response, maxBytes);
  } finally {
    clearTimeout(timer);
    request.destroy();
  }
}

/**
 * Lets the process end before the socket does. A socket gets another handle for each address that it
 * tries.
 */
function letProcessEnd(socket: Socket): void {
  socket.unref();
  socket.once('connect', () => socket.unref());
}

async function readText(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`It answered with more than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
