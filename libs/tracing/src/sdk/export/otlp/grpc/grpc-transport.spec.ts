import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { partialSuccess } from '../../../../../test/grpc-collector.js';
import { Http2Collector, framed, respond } from '../../../../../test/http2-collector.js';
import { recordDiagMessages } from '../../../../../test/diag-messages.js';
import { readFailure } from '#sdk/export/read-failure.js';
import { createTransport } from '#sdk/export/otlp/grpc.js';
import type { GrpcTransport } from './grpc-transport.js';

const REQUEST = Buffer.from('a request');

describe('a transport over gRPC', () => {
  const before = { ...process.env };
  let collector: Http2Collector;
  let transport: GrpcTransport;

  beforeEach(async () => {
    collector = await Http2Collector.start();
    start({});
  });
  afterEach(async () => {
    transport.shutdown();
    await collector.stop();
    process.env = { ...before };
  });

  function start(env: Record<string, string>): void {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.port}` };
    process.env = { ...before, ...endpoint, ...env };
    transport = createTransport();
  }

  async function failureOf(request = REQUEST): Promise<ReturnType<typeof readFailure>> {
    const { code, error } = await transport.send(request);
    expect(code).toBe(1);
    return readFailure(error);
  }

  it('calls the method of OTLP as gRPC says', async () => {
    expect(await transport.send(REQUEST)).toEqual({ code: 0, rejectedSpans: 0 });
    const [{ headers, body } = { headers: {}, body: Buffer.alloc(0) }] = collector.requests;
    expect(headers).toMatchObject({
      ':method': 'POST',
      ':scheme': 'http',
      ':authority': `127.0.0.1:${collector.port}`,
      ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
      te: 'trailers',
      'content-type': 'application/grpc',
      'grpc-timeout': '10000m',
      'grpc-accept-encoding': 'identity,gzip',
      'user-agent': expect.stringMatching(/^traced-nest\/\d/),
    });
    expect(headers).not.toHaveProperty('traceparent');
    expect(headers).not.toHaveProperty('grpc-encoding');
    expect(body).toEqual(framed(REQUEST));
  });

  it('sends the headers of the environment, in base64 where gRPC has bytes, but not in place of its own', async () => {
    start({
      OTEL_EXPORTER_OTLP_HEADERS:
        'Api-Key=a%20secret,key-bin=%C3%A9%2C,user-agent=another,te=deflate,grpc-timeout=1H',
    });
    await transport.send(REQUEST);
    expect(collector.requests[0]?.headers).toMatchObject({
      'api-key': 'a secret',
      'key-bin': Buffer.from('é,').toString('base64'),
      'user-agent': expect.stringMatching(/^traced-nest\/\d/),
      te: 'trailers',
      'grpc-timeout': '10000m',
    });
  });

  it.each([
    ['99999999', '99999999m'],
    ['100000001', '100001S'],
    ['0', '2147484S'],
  ])('writes a timeout of %s milliseconds as %s', async (timeout, written) => {
    start({ OTEL_EXPORTER_OTLP_TIMEOUT: timeout });
    await transport.send(REQUEST);
    expect(collector.requests[0]?.headers['grpc-timeout']).toBe(written);
  });

  it('compresses a request, and reads a response that is compressed as well', async () => {
    start({ OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' });
    collector.answer = (stream) =>
      respond(stream, {
        headers: { 'grpc-encoding': 'gzip' },
        body: framed(gzipSync(partialSuccess(3)), 1),
      });
    expect(await transport.send(REQUEST)).toEqual({ code: 0, rejectedSpans: 3 });
    const [{ headers, body } = { headers: {}, body: Buffer.alloc(0) }] = collector.requests;
    expect(headers['grpc-encoding']).toBe('gzip');
    expect(body.readUInt8(0)).toBe(1);
    expect(body.readUInt32BE(1)).toBe(body.length - 5);
    expect(gunzipSync(body.subarray(5))).toEqual(REQUEST);
  });

  it('sends a request that is many times as long as the windows of flow control', async () => {
    const request = randomBytes(20 * 1024 * 1024);
    expect(await transport.send(request)).toMatchObject({ code: 0 });
    expect(collector.requests[0]?.body.equals(framed(request))).toBe(true);
  });

  it.each([
    ['a response without a message', Buffer.alloc(0), 0],
    ['a message that is empty', framed(Buffer.alloc(0)), 0],
    ['a partial success', framed(partialSuccess(7)), 7],
    ['a message that is no protobuf', framed(Buffer.from([0x0a, 9, 1])), 0],
    ['a prefix without its message', Buffer.from([0, 0, 0, 1, 0]), 0],
    ['a message that cannot be decompressed', framed(partialSuccess(7), 1), undefined],
    ['a message that is longer than 1 MiB once it is decompressed', bomb(), undefined],
    ['a number of rejected spans below zero', framed(negative()), 0],
  ])('takes a batch for accepted whose status is 0, with %s', async (_, body, rejectedSpans) => {
    collector.answer = (stream) => respond(stream, { body });
    expect(await transport.send(REQUEST)).toEqual({
      code: 0,
      ...(rejectedSpans !== undefined && { rejectedSpans }),
    });
  });

  it('hands what the collector says about rejected spans to the logger of the application', async () => {
    const message = Buffer.from('too old');
    const partial = Buffer.concat([Buffer.from([0x08, 2, 0x12, message.length]), message]);
    const body = framed(Buffer.concat([Buffer.from([0x0a, partial.length]), partial]));
    collector.answer = (stream) => respond(stream, { body });
    const messages = recordDiagMessages();
    expect(await transport.send(REQUEST)).toMatchObject({ rejectedSpans: 2 });
    expect(messages).toEqual(['The collector rejected 2 spans: too old']);
  });

  it.each([
    ['after a message', framed(Buffer.alloc(0))],
    ['without one', undefined],
  ])('reads a status and a text that is percent-encoded, %s', async (_, body) => {
    const trailers = { 'grpc-message': 'over%20quota: 100%25, %E2%82%AC' };
    collector.answer = (stream) =>
      respond(stream, { status: 8, trailers, ...(body ? { body } : {}) });
    expect(await failureOf()).toEqual({
      reason: '8 RESOURCE_EXHAUSTED: over quota: 100%, €',
      remedy: 'retry',
      retryAfterMillis: undefined,
    });
  });

  it.each([
    ['a text that is not percent-encoded', '14', '50% of it', '14 UNAVAILABLE: 50% of it'],
    ['a status that gRPC does not have', '99', 'what', '99 UNKNOWN: what'],
    ['a status that is no number', 'fourteen', 'what', '2 UNKNOWN: what'],
  ])('takes %s as it is', async (_, status, text, reason) => {
    collector.answer = (stream) => respond(stream, { status, trailers: { 'grpc-message': text } });
    expect(await failureOf()).toMatchObject({ reason });
  });

  it('waits as long as a collector asks for by RetryInfo, in base64 without its padding', async () => {
    const in50Millis = 'GjMKKHR5cGUuZ29vZ2xlYXBpcy5jb20vZ29vZ2xlLnJwYy5SZXRyeUluZm8SBwoFEIDh6xc';
    collector.answer = (stream) =>
      respond(stream, { status: 14, trailers: { 'grpc-status-details-bin': in50Millis } });
    expect(await failureOf()).toMatchObject({ remedy: 'retry', retryAfterMillis: 50 });
  });

  it.each([
    [502, 'retry', /^502 without a gRPC status$/],
    [503, 'retry', /^503 without a gRPC status$/],
    [429, 'retry', /^429 without a gRPC status$/],
    [413, 'halve', /^413 /],
    [404, 'drop', /^404 without a gRPC status \(the port does not speak gRPC/],
    [401, 'drop', /^401 without a gRPC status$/],
  ])(
    'handles a page with status %d in place of gRPC as over HTTP',
    async (status, remedy, reason) => {
      collector.answer = (stream) => {
        stream.respond({ ':status': status, 'content-type': 'text/html', 'retry-after': '7' });
        stream.end('<html>');
      };
      const failure = await failureOf();
      expect(failure).toMatchObject({ remedy, retryAfterMillis: 7_000 });
      expect(failure.reason).toMatch(reason);
    },
  );

  it.each([
    ['text/html', 'Sign in', /^200 with a page of HTML \(the endpoint is no collector/],
    ['text/plain', 'ok', /^200 without a gRPC status \(the endpoint is no collector/],
  ])('sends a batch again after a success that is %s', async (contentType, page, reason) => {
    collector.answer = (stream) => {
      stream.respond({ 'content-type': contentType });
      stream.end(page);
    };
    const failure = await failureOf();
    expect(failure.remedy).toBe('retry');
    expect(failure.reason).toMatch(reason);
  });

  it('never sends a batch again that a collector has answered without a status, as it may have it', async () => {
    collector.answer = (stream) => {
      stream.respond({ 'content-type': 'application/grpc' });
      stream.end(framed(Buffer.alloc(0)));
    };
    expect(await failureOf()).toMatchObject({
      reason: '2 UNKNOWN: the response has no status',
      remedy: 'drop',
    });
  });

  it('says of a server of HTTP/1 that it does not speak gRPC', async () => {
    const server = createServer((_request, response) => void response.end());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    start({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
    const failure = await failureOf();
    server.close();
    server.closeAllConnections();
    expect(failure.remedy).toBe('retry');
    expect(failure.reason).toMatch(
      /^14 UNAVAILABLE: Protocol error \(the port does not speak gRPC/,
    );
  });

  it('takes an answer to a request that is not yet sent whole', async () => {
    collector.begin = (stream) => {
      stream.respond({ ':status': 413 }, { endStream: true });
      return false;
    };
    const { remedy } = await failureOf(Buffer.alloc(4 * 1024 * 1024));
    expect(remedy).toBe('halve');
    collector.begin = () => true;
    expect(await transport.send(REQUEST)).toMatchObject({ code: 0 });
    expect(collector.sessions).toHaveLength(1);
  });

  it('does not read a response without end', async () => {
    collector.answer = (stream) => {
      stream.respond({ 'content-type': 'application/grpc' });
      const more = (): void => void (stream.destroyed || stream.write(Buffer.alloc(65_536), more));
      more();
    };
    expect(await failureOf()).toMatchObject({
      reason: '13 INTERNAL: the response was longer than 1 MiB',
      remedy: 'drop',
    });
  });
});

/** A message of a few kilobytes that becomes 2 MiB. */
function bomb(): Buffer {
  return framed(gzipSync(Buffer.alloc(2 * 1024 * 1024)), 1);
}

/** A partial success with -1 rejected spans. */
function negative(): Buffer {
  const minusOne = [...Array<number>(9).fill(0xff), 0x01];
  return Buffer.from([0x0a, 11, 0x08, ...minusOne]);
}
