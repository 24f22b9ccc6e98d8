import { once } from 'node:events';
import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../../../../test/until.js';
import { createTransport as createJsonTransport } from '#sdk/export/otlp/http-json.js';
import { createTransport as createProtobufTransport } from '#sdk/export/otlp/http-protobuf.js';
import { readFailure } from '#sdk/export/read-failure.js';

const REQUEST = Buffer.from('a request');

interface Taken {
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

describe.each([
  ['http/protobuf', createProtobufTransport, 'application/x-protobuf'],
  ['http/json', createJsonTransport, 'application/json'],
])('a transport over %s', (_, createTransport, contentType) => {
  const before = { ...process.env };
  let server: Server;
  const requests: Taken[] = [];

  beforeEach(async () => {
    requests.length = 0;
    server = createServer((request, response) => {
      void buffer(request).then((body) => {
        requests.push({ headers: request.headers, body });
        return response.end();
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${port}`;
  });
  afterEach(async () => {
    process.env = { ...before };
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  it('sends the bytes that it is given', async () => {
    const transport = createTransport();
    expect(await transport.send(REQUEST)).toEqual({ code: 0, rejectedSpans: 0 });
    transport.shutdown();
    const length = String(REQUEST.length);
    expect(requests).toEqual([{ headers: expect.anything(), body: REQUEST }]);
    expect(requests[0]?.headers).toMatchObject({
      'content-type': contentType,
      'content-length': length,
    });
  });

  it('compresses them where the environment says so', async () => {
    process.env['OTEL_EXPORTER_OTLP_COMPRESSION'] = 'gzip';
    const transport = createTransport();
    expect(await transport.send(REQUEST)).toMatchObject({ code: 0 });
    transport.shutdown();
    const [{ headers, body } = { headers: {}, body: Buffer.alloc(0) }] = requests;
    expect(headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(body)).toEqual(REQUEST);
  });

  it('closes its connection when it is shut down', async () => {
    let isClosed = false;
    server.keepAliveTimeout = 0;
    server.on('connection', (socket) => socket.on('close', () => (isClosed = true)));
    const transport = createTransport();
    expect(await transport.send(REQUEST)).toMatchObject({ code: 0 });
    transport.shutdown();
    await until(() => isClosed);
  });

  it('says why it cannot connect', async () => {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://localhost:9';
    const { error } = await createTransport().send(REQUEST);
    expect(readFailure(error)).toMatchObject({
      reason: expect.stringMatching(/^connect ECONNREFUSED .*:9.* \(nothing listens there\)$/),
      remedy: 'retry',
    });
  });
});
