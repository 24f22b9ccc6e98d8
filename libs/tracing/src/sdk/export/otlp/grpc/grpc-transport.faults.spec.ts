import { once } from 'node:events';
import { constants } from 'node:http2';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Http2Collector, respond } from '../../../../../test/http2-collector.js';
import {
  RawHttp2Server,
  goawayFromStart,
  headersOfAnswer,
  resetOfStream,
  windowsOfAnySize,
} from '../../../../../test/raw-http2-server.js';
import { until } from '../../../../../test/until.js';
import { readFailure } from '#sdk/export/read-failure.js';
import { createTransport } from '#sdk/export/otlp/grpc.js';
import type { GrpcTransport } from './grpc-transport.js';

const { NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM, NGHTTP2_ENHANCE_YOUR_CALM } = constants;
const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_INADEQUATE_SECURITY } = constants;

const REQUEST = Buffer.from('a request');
const ACCEPTED = { code: 0, rejectedSpans: 0 };

describe('a transport over gRPC', () => {
  const before = { ...process.env };
  let collector: Http2Collector;
  let transport: GrpcTransport;
  let raw: RawHttp2Server | undefined;

  beforeEach(async () => {
    collector = await Http2Collector.start();
    start(collector.port);
  });
  afterEach(async () => {
    transport.shutdown();
    await raw?.stop();
    raw = undefined;
    await collector.stop();
    process.env = { ...before };
  });

  function start(port: number, timeoutMillis = 60_000): void {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${port}`;
    process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = String(timeoutMillis);
    transport = createTransport();
  }

  async function failureOf(request = REQUEST): Promise<ReturnType<typeof readFailure>> {
    const { code, error } = await transport.send(request);
    expect(code).toBe(1);
    return readFailure(error);
  }

  it('connects again after the collector closed the connection between two batches', async () => {
    expect(await transport.send(REQUEST)).toEqual(ACCEPTED);
    collector.sessions[0]?.destroy();
    expect(await transport.send(REQUEST)).toEqual(ACCEPTED);
    expect(collector.requests).toHaveLength(2);
    expect(collector.sessions).toHaveLength(2);
  });

  it('connects again after the collector said between two batches that it goes away', async () => {
    expect(await transport.send(REQUEST)).toEqual(ACCEPTED);
    const closed = Promise.withResolvers<void>();
    collector.sessions[0]?.close(closed.resolve);
    await closed.promise;
    expect(await transport.send(REQUEST)).toEqual(ACCEPTED);
    expect(collector.requests).toHaveLength(2);
    expect(collector.sessions).toHaveLength(2);
  });

  it('gets the answer of a collector that goes away once it has answered', async () => {
    collector.answer = (stream) => {
      stream.session?.close();
      setImmediate(() => respond(stream));
    };
    expect(await transport.send(REQUEST)).toEqual(ACCEPTED);
    expect(await transport.send(REQUEST)).toEqual(ACCEPTED);
    expect(collector.requests).toHaveLength(2);
  });

  describe('sends a request once more, over another connection,', () => {
    it.each([
      ['gracefully', NGHTTP2_NO_ERROR],
      ['with an error', NGHTTP2_ENHANCE_YOUR_CALM],
    ])('that a collector which goes away %s has not looked at', async (_, code) => {
      raw = await RawHttp2Server.start(REQUEST, goawayFromStart(code), collector.port);
      start(raw.port);
      expect(await transport.send(REQUEST)).toEqual(ACCEPTED);
      expect(raw.connections).toBe(2);
      expect(collector.requests).toHaveLength(1);
    });

    it('whose connection had carried others, and broke before any answer', async () => {
      expect(await transport.send(REQUEST)).toEqual(ACCEPTED);
      collector.begin = (stream, place) => {
        if (place === 2) stream.session?.destroy();
        return place > 2;
      };
      expect(await transport.send(REQUEST)).toEqual(ACCEPTED);
      expect(collector.requests).toHaveLength(2);
    });

    it('that a collector has refused', async () => {
      collector.begin = (stream, place) => {
        if (place === 1) stream.close(NGHTTP2_REFUSED_STREAM);
        return place > 1;
      };
      expect(await transport.send(REQUEST)).toEqual(ACCEPTED);
      expect(collector.requests).toHaveLength(1);
    });
  });

  it('leaves a request that a collector refuses twice to the queue', async () => {
    let begun = 0;
    collector.begin = (stream) => {
      begun += 1;
      stream.close(NGHTTP2_REFUSED_STREAM);
      return false;
    };
    expect(await failureOf()).toMatchObject({
      reason: '14 UNAVAILABLE: the server refused the stream',
      remedy: 'retry',
    });
    expect(begun).toBe(2);
  });

  it.each([
    ['before it answers', (): void => {}],
    ['in the middle of its answer', respondInPart],
  ])('leaves a request to the queue whose connection broke %s', async (_, answer) => {
    collector.answer = (stream) => {
      answer(stream);
      setImmediate(() => stream.session?.destroy());
    };
    expect(await failureOf()).toMatchObject({
      reason: '14 UNAVAILABLE: the connection was closed',
      remedy: 'retry',
    });
    expect(collector.requests).toHaveLength(1);
  });

  it('leaves a request to the queue that a collector which goes away may have looked at', async () => {
    collector.answer = (stream) => {
      stream.session?.goaway(NGHTTP2_INTERNAL_ERROR, stream.id);
    };
    expect(await failureOf()).toMatchObject({
      reason: expect.stringMatching(/^14 UNAVAILABLE: Session closed/),
      remedy: 'retry',
    });
    expect(collector.requests).toHaveLength(1);
  });

  it.each([
    ['NO_ERROR', NGHTTP2_NO_ERROR, '14 UNAVAILABLE', 'retry'],
    ['CANCEL', NGHTTP2_CANCEL, '1 CANCELLED', 'retry'],
    ['ENHANCE_YOUR_CALM', NGHTTP2_ENHANCE_YOUR_CALM, '8 RESOURCE_EXHAUSTED', 'retry'],
    ['INADEQUATE_SECURITY', NGHTTP2_INADEQUATE_SECURITY, '7 PERMISSION_DENIED', 'drop'],
    ['INTERNAL_ERROR', NGHTTP2_INTERNAL_ERROR, '13 INTERNAL', 'drop'],
  ])('takes a stream that is reset with %s for what gRPC says', async (_, code, status, remedy) => {
    collector.answer = (stream) => stream.close(code);
    const failure = await failureOf();
    expect(failure).toMatchObject({ remedy });
    expect(failure.reason).toContain(`${status}: `);
    expect(collector.requests).toHaveLength(1);
  });

  it('takes the status of a collector that resets the stream in the same breath', async () => {
    const status = headersOfAnswer('grpc-status', '3');
    const answer = Buffer.concat([status, resetOfStream(NGHTTP2_CANCEL)]);
    raw = await RawHttp2Server.start(REQUEST, answer, collector.port);
    start(raw.port);
    const endless = Buffer.concat([REQUEST, Buffer.alloc(1024 * 1024)]);
    expect(await failureOf(endless)).toMatchObject({ reason: '3 INVALID_ARGUMENT:' });
  });

  it('stops sending a request that is answered, where the collector does not stop it', async () => {
    raw = await RawHttp2Server.start(REQUEST, headersOfAnswer('grpc-status', '3'), collector.port);
    start(raw.port);
    const endless = Buffer.concat([REQUEST, Buffer.alloc(1024 * 1024)]);
    expect(await failureOf(endless)).toMatchObject({ reason: '3 INVALID_ARGUMENT:' });
    await until(() => raw?.received.includes(resetOfStream(NGHTTP2_CANCEL)) === true);
  });

  it('cancels a request that is late, and sends the next one over another connection', async () => {
    start(collector.port, 500);
    expect(await transport.send(REQUEST)).toEqual(ACCEPTED);
    let cancelled = false;
    collector.answer = (stream) => {
      stream.on('close', () => (cancelled = true));
    };
    expect(await failureOf()).toMatchObject({
      reason: expect.stringMatching(/^4 DEADLINE_EXCEEDED: no answer within 500 ms/),
      remedy: 'retry',
    });
    await until(() => cancelled);
    collector.answer = (stream) => respond(stream);
    expect(await transport.send(REQUEST)).toEqual(ACCEPTED);
    expect(collector.sessions).toHaveLength(2);
  });

  describe('with a collector that does not read', () => {
    let silent: Server;
    const sockets: Socket[] = [];

    beforeEach(async () => {
      sockets.length = 0;
      silent = createServer({ pauseOnConnect: true }, (socket) => {
        sockets.push(socket.on('error', () => {}));
      });
      await once(silent.listen(0, '127.0.0.1'), 'listening');
    });
    afterEach(async () => {
      for (const socket of sockets) socket.destroy();
      silent.close();
      await once(silent, 'close');
    });

    it('closes the connection when it is shut down, whatever is not written yet', async () => {
      const request = Buffer.alloc(64 * 1024 * 1024);
      start((silent.address() as AddressInfo).port);
      silent.on('connection', (socket: Socket) => socket.write(windowsOfAnySize()));
      const failure = failureOf(request);
      await until(() => sockets.length === 1);
      const [socket] = sockets;
      await once(socket as Socket, 'readable');
      transport.shutdown();
      expect(await failure).toMatchObject({ reason: '1 CANCELLED: shut down' });
      let received = 0;
      socket?.on('data', (chunk) => (received += chunk.length));
      await until(() => socket?.closed === true);
      expect(received).toBeLessThan(request.length);
    });

    it('fails a handshake of TLS when it is shut down, and closes the connection', async () => {
      const { port } = silent.address() as AddressInfo;
      process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `https://127.0.0.1:${port}`;
      transport = createTransport();
      const failure = failureOf();
      await until(() => sockets.length === 1);
      transport.shutdown();
      expect(await failure).toMatchObject({ reason: '1 CANCELLED: shut down' });
      const [socket] = sockets;
      socket?.resume();
      await until(() => socket?.closed === true);
    });

    it('fails the request that is on its way when it is shut down, and closes the connection', async () => {
      start((silent.address() as AddressInfo).port);
      const failure = failureOf();
      await until(() => sockets.length === 1);
      transport.shutdown();
      expect(await failure).toMatchObject({ reason: '1 CANCELLED: shut down' });
      const [socket] = sockets;
      socket?.resume();
      await until(() => socket?.closed === true);
    });
  });

  it('closes its connection when it is shut down', async () => {
    expect(await transport.send(REQUEST)).toMatchObject({ code: 0 });
    transport.shutdown();
    await until(() => collector.sessions[0]?.destroyed === true);
  });

  it('makes no request when it is shut down before it has connected', async () => {
    const failure = failureOf();
    transport.shutdown();
    expect(await failure).toMatchObject({ reason: '1 CANCELLED: shut down' });
    expect(collector.requests).toEqual([]);
  });

  it.each([
    [
      'http://localhost:9',
      /^14 UNAVAILABLE: connect ECONNREFUSED .*:9.* \(nothing listens there\)$/,
    ],
    ['http://[::1]:9', /^14 UNAVAILABLE: connect E[A-Z]+ ::1:9/],
    ['https://127.0.0.1:9', /^14 UNAVAILABLE: connect ECONNREFUSED 127.0.0.1:9/],
  ])('says why it cannot connect to %s', async (endpoint, reason) => {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = endpoint;
    transport = createTransport();
    expect(await failureOf()).toMatchObject({
      reason: expect.stringMatching(reason),
      remedy: 'retry',
    });
  });
});

function respondInPart(stream: Parameters<Http2Collector['answer']>[0]): void {
  stream.respond({ 'content-type': 'application/grpc' });
  stream.write(Buffer.alloc(3));
}
