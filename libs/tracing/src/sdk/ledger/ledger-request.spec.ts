import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LedgerServer } from '../../../../../test/support/ledger-server.js';
import { until } from '../../../test/until.js';
import { LedgerRequest } from './ledger-request.js';

const LINE = '{"service":"shop","start":{"traceId":"1","spanId":"2","name":"größer ☕ 🧾"}}\n';
const NAME = 'start größer ☕ 🧾';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function listen(server: Server): Promise<URL> {
  stops.push(() => void server.close());
  server.on('connection', (socket) => stops.push(() => socket.destroy()));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/ledger`);
}

async function startLedger(): Promise<{ ledger: LedgerServer; url: URL }> {
  const ledger = await LedgerServer.start();
  stops.push(() => ledger.stop());
  return { ledger, url: new URL('/v1/ledger', ledger.endpoint) };
}

/** A request whose body begins with `owed`, and what becomes of it. */
function post(url: URL, owed = '') {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const { promise: broken, resolve: onBreak } = Promise.withResolvers<string | undefined>();
  const onOpen = (): string => {
    open();
    return owed;
  };
  const request = new LedgerRequest(url, { onOpen, onBreak });
  stops.push(() => request.breakOff());
  return { request, opened, broken };
}

describe('a request to the ledger', () => {
  it('is one of HTTP/1.1, whose body begins with what was owed and goes on with each line', async () => {
    const { ledger, url } = await startLedger();
    const { request, opened } = post(url, LINE + LINE);
    await opened;
    request.write(LINE);
    await until(() => ledger.lines.length === 3);
    expect(ledger.lines).toEqual([NAME, NAME, NAME]);
    expect(ledger.streams).toMatchObject([{ contentType: 'application/x-ndjson', end: undefined }]);
  });

  it('stands before the first line', async () => {
    const { ledger, url } = await startLedger();
    const { request, opened } = post(url);
    expect(request.isOpen).toBe(false);
    await opened;
    expect(request.isOpen).toBe(true);
    await until(() => ledger.streams.length === 1);
  });

  it.each([
    ['whole', (request: LedgerRequest) => request.end()],
    ['broken', (request: LedgerRequest) => request.breakOff()],
  ])('tells the server that its body is %s', async (end, finish) => {
    const { ledger, url } = await startLedger();
    const { request, opened, broken } = post(url);
    await opened;
    request.write(LINE);
    await until(() => ledger.lines.length === 1);
    finish(request);
    expect(request.isOpen).toBe(false);
    await until(() => ledger.streams[0]?.end !== undefined);
    expect(ledger.streams[0]?.end).toBe(end);
    expect(await broken).toBeUndefined();
  });

  it('stands, though the process has not run for longer than a connection may take', async () => {
    const { ledger, url } = await startLedger();
    const { opened } = post(url, LINE);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_200);
    await opened;
    await until(() => ledger.lines.length === 1);
    expect(ledger.streams).toHaveLength(1);
  });

  it('is told when the server goes away, which is no refusal', async () => {
    const { ledger, url } = await startLedger();
    const { request, broken } = post(url, LINE);
    await until(() => ledger.lines.length === 1);
    stops.length = 0;
    await ledger.stop();
    expect(await broken).toBeUndefined();
    expect(request.isOpen).toBe(false);
    request.write(LINE);
  });
});

describe('a request to what is no ledger', () => {
  it('names the answer of a server that has no such path', async () => {
    const server = createHttpServer((_, response) => void response.writeHead(404).end());
    const { broken } = post(await listen(server));
    expect(await broken).toBe('it answers HTTP/1.1 404 Not Found');
  });

  it('names another protocol', async () => {
    const { broken } = post(await listen(createHttp2Server()));
    expect(await broken).toBe('it answers in another protocol than HTTP/1.1');
  });

  it.each(['127.0.0.1', 'localhost', '[::1]'])('says that nothing listens at %s', async (host) => {
    const { broken } = post(new URL(`http://${host}:9/v1/ledger`));
    expect(await broken).toMatch(/ECONNREFUSED.* \(nothing listens there\)$/);
  });

  it('is broken off once too much waits for a server that does not read', async () => {
    const url = await listen(createServer((socket) => void socket.on('error', () => {}).pause()));
    const { request, opened, broken } = post(url);
    await opened;
    const line = `${'x'.repeat(1024 * 1024)}\n`;
    let written = 0;
    while (request.isOpen && written < 100) {
      request.write(line);
      written++;
    }
    expect(request.isOpen).toBe(false);
    expect(await broken).toMatch(/^it does not read, and more than 8388608 bytes wait for it$/);
  });
});
