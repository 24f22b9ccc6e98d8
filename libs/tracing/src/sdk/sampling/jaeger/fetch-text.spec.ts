import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import http, { type RequestListener, type Server } from 'node:http';
import https from 'node:https';
import { afterEach, describe, expect, it } from '@jest/globals';
import { listen } from '../../../../test/http-kinds.js';
import { TLS } from '../../../../test/tls.js';
import { fetchText } from './fetch-text.js';

const NEVER = new AbortController().signal;
const PATIENT = { timeoutMillis: 20_000, maxBytes: 1_000 };

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  if (server?.listening) await once(server, 'close');
});

async function serve(listener: RequestListener): Promise<URL> {
  server = http.createServer(listener);
  return new URL(await listen(server, 'http'));
}

describe('fetchText', () => {
  it('reads the text, and leaves', async () => {
    const url = await serve(
      (_, response) => void response.write('{"a":', () => response.end('1}')),
    );
    await expect(fetchText(url, NEVER)).resolves.toBe('{"a":1}');
  });

  it('speaks TLS, and refuses a certificate that is not trusted', async () => {
    server = https.createServer(TLS, (_, response) => response.end('secret'));
    const url = new URL(await listen(server, 'https'));
    await expect(fetchText(url, NEVER)).rejects.toThrow(/self-signed/);
  });

  it.each([204, 301, 302, 404, 500])('takes %i for no answer', async (status) => {
    const paths: (string | undefined)[] = [];
    const url = await serve(({ url: path }, response) => {
      paths.push(path);
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
    await expect(fetchText(url, NEVER)).rejects.toThrow(`It answered ${status}.`);
    expect(paths).toEqual(['/']);
  });

  it('gives up when the response is longer than the limit', async () => {
    const url = await serve((_, response) => response.end('x'.repeat(1_000)));
    await expect(fetchText(url, NEVER, PATIENT)).resolves.toHaveLength(1_000);
    await expect(fetchText(url, NEVER, { ...PATIENT, maxBytes: 999 })).rejects.toThrow(
      'It answered with more than 999 bytes.',
    );
  });

  it('gives up on a body that never ends, and closes the connection', async () => {
    const closed = Promise.withResolvers<void>();
    const url = await serve((_, response) => {
      const write = (): void => void response.write('x'.repeat(100), write);
      response.on('close', () => closed.resolve());
      write();
    });
    await expect(fetchText(url, NEVER, PATIENT)).rejects.toThrow(/more than/);
    await closed.promise;
  });

  it('gives up in time on a server that does not answer', async () => {
    const url = await serve(() => {});
    await expect(fetchText(url, NEVER, { ...PATIENT, timeoutMillis: 20 })).rejects.toThrow(
      'It did not answer within 20 ms.',
    );
  });

  it('gives up in time on a server that begins to answer', async () => {
    const url = await serve((_, response) => void response.write('{'));
    await expect(fetchText(url, NEVER, { ...PATIENT, timeoutMillis: 200 })).rejects.toThrow(
      'It did not answer within 200 ms.',
    );
  });

  it('closes the connection to a server that goes on about an error', async () => {
    const closed = Promise.withResolvers<void>();
    const url = await serve((_, response) => {
      response.on('close', () => closed.resolve());
      response.writeHead(500).write('x');
    });
    await expect(fetchText(url, NEVER, PATIENT)).rejects.toThrow('It answered 500.');
    await closed.promise;
  });

  it.each([
    ['before it is answered', 'http.client.request.start'],
    ['while it is answered', 'http.client.response.finish'],
  ])('leaves when it is told to, %s', async (_, channel) => {
    const stopping = new AbortController();
    const stop = (): void => void setImmediate(() => stopping.abort());
    const url = await serve((_request, response) => void response.write('{'));
    subscribe(channel, stop);
    await expect(fetchText(url, stopping.signal, PATIENT)).rejects.toThrow(/abort/);
    unsubscribe(channel, stop);
  });

  it('fails where nobody listens, or hangs up', async () => {
    const url = await serve(({ socket }) => void socket.destroy());
    await expect(fetchText(url, NEVER, PATIENT)).rejects.toThrow(/hang up/);
    server?.close();
    await expect(fetchText(url, NEVER, PATIENT)).rejects.toThrow(/ECONNREFUSED/);
  });
});
