import { once } from 'node:events';
import http2, { type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { endedSpan } from '../../../test/ended-span.js';
import { listen } from '../../../test/http-kinds.js';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { instrumentServers } from './instrument-servers.js';

const { NGHTTP2_CANCEL, NGHTTP2_NO_ERROR } = http2.constants;

const recorder = new SpanRecorder();
let restore: () => void;
let server: Http2Server;
let session: http2.ClientHttp2Session;

beforeAll(() => {
  restore = instrumentServers([]);
});
beforeEach(async () => {
  server = http2.createServer();
  session = http2.connect(await listen(server, 'http'));
});
afterEach(async () => {
  session.destroy();
  server.close();
  await once(server, 'close');
  recorder.reset();
});
afterAll(() => restore());

function get(): http2.ClientHttp2Stream {
  return session.request({ ':path': '/', ':authority': 'shop.example:81' }).on('error', () => {});
}

describe('a stream of HTTP/2', () => {
  it('has the host of its authority', async () => {
    server.on('stream', (stream) => stream.respond({ ':status': 204 }, { endStream: true }));
    get().resume();
    const { attributes } = await endedSpan(recorder, 'GET');
    expect(attributes).toMatchObject({ 'server.address': 'shop.example', 'server.port': 81 });
  });

  it('has a method of 128 characters at most, whatever a client makes up', async () => {
    server.on('stream', (stream) => stream.respond({ ':status': 204 }, { endStream: true }));
    session.request({ ':method': 'MAKE-UP'.repeat(1_000) }).resume();
    const { attributes } = await endedSpan(recorder, 'HTTP');
    expect(attributes['http.request.method_original']).toBe('...');
  });

  it('is complete when a file was sent', async () => {
    server.on('stream', (stream) => stream.respondWithFile(fileURLToPath(import.meta.url)));
    get().resume();
    const { attributes } = await endedSpan(recorder, 'GET');
    expect(attributes['http.response.status_code']).toBe(200);
    expect(attributes).not.toHaveProperty('nestjs.request.aborted');
  });

  it.each([
    ['politely', NGHTTP2_NO_ERROR],
    ['by cancelling', NGHTTP2_CANCEL],
  ])('is marked when its client disconnects %s', async (_, code) => {
    server.on('stream', (stream) => stream.respond());
    const request = get();
    await once(request, 'response');
    request.close(code);
    expect((await endedSpan(recorder, 'GET')).attributes['nestjs.request.aborted']).toBe(true);
  });

  it('is marked when its client disconnects before it has received everything', async () => {
    server.on('stream', (stream) => stream.end('x'.repeat(5_000_000)));
    const request = get();
    await once(request, 'response');
    request.close(NGHTTP2_CANCEL);
    expect((await endedSpan(recorder, 'GET')).attributes['nestjs.request.aborted']).toBe(true);
  });

  it('is marked when its connection is lost', async () => {
    server.on('stream', () => session.destroy());
    get();
    expect((await endedSpan(recorder, 'GET')).attributes['nestjs.request.aborted']).toBe(true);
  });

  it('has the error with which the server ended it', async () => {
    server.on('stream', (stream) => {
      stream.on('error', () => {});
      stream.destroy(new RangeError('no such page'));
    });
    get();
    const { status, attributes } = await endedSpan(recorder, 'GET');
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(attributes['error.type']).toBe('RangeError');
  });

  it('is one span if the server listens to streams and to requests', async () => {
    const active: (string | undefined)[] = [];
    const record = (): void => void active.push(trace.getActiveSpan()?.spanContext().spanId);
    server.on('stream', record);
    server.on('request', (_, response) => {
      record();
      response.end();
    });
    get().resume();
    const { spanId } = (await endedSpan(recorder, 'GET')).spanContext();
    expect(active).toEqual([spanId, spanId]);
    expect(recorder.started).toBe(1);
  });

  it('has no span if it opens a tunnel', async () => {
    server.on('stream', (stream: ServerHttp2Stream) => {
      stream.respond();
      stream.end(trace.getActiveSpan() ? 'traced' : 'no trace');
    });
    const tunnel = session.request({ ':method': 'CONNECT', ':authority': 'db:5432' });
    tunnel.end();
    expect(Buffer.concat(await tunnel.toArray()).toString()).toBe('no trace');
    expect(recorder.started).toBe(0);
  });
});
