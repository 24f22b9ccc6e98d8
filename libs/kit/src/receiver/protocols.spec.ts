import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { type Socket, connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Encoding } from '../otlp/export-answer.js';
import { readableSpan } from '../otlp/readable-span.fixture.js';
import { TRACE_ID } from '../trace/trace.fixture.js';
import { GrpcClient, TRACES_METHOD, frame } from './grpc-client.fixture.js';
import { CONTENT_TYPES, encodeSpans, post } from './otlp-requests.fixture.js';
import { OtlpReceiver } from './otlp-receiver.js';

const MIB = 1024 * 1024;

const COMPRESSIONS = [
  ['identity', (bytes: Buffer) => bytes],
  ['gzip', (bytes: Buffer) => gzipSync(bytes)],
  ['deflate', (bytes: Buffer) => deflateSync(bytes)],
  ['zstd', (bytes: Buffer) => zstdCompressSync(bytes)],
] as const;

const WITHOUT_ID = readableSpan({ spanId: '0'.repeat(16), name: 'without an id' });

describe('the port of an OtlpReceiver', () => {
  let receiver: OtlpReceiver;
  let grpc: GrpcClient;

  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
    grpc = new GrpcClient(receiver.endpoint);
  });

  afterEach(async () => {
    grpc.close();
    await receiver.stop();
  });

  function names(): string[] {
    return receiver.traces().flatMap(({ spans }) => spans.map(({ name }) => name));
  }

  function messages(): string[] {
    return receiver.oddities().map(({ message }) => message);
  }

  /** Connects, and writes these bytes in turn, each once the one before has arrived. */
  async function send(...parts: readonly string[]): Promise<Socket> {
    const { hostname, port } = new URL(receiver.endpoint);
    const socket = connect(Number(port), hostname).on('error', () => {});
    for (const part of parts) {
      await new Promise((sent) => socket.write(part, 'latin1', sent));
      await new Promise((turn) => setImmediate(turn));
    }
    return socket;
  }

  async function read(socket: Socket): Promise<string> {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(socket, 'close');
    return Buffer.concat(chunks).toString();
  }

  describe('over HTTP', () => {
    describe.each(['protobuf', 'json'] as const)('in %s', (encoding: Encoding) => {
      const headers = { 'content-type': CONTENT_TYPES[encoding] };

      function parse(body: Buffer): unknown {
        return encoding === 'json' ? JSON.parse(body.toString()) : body.toString('latin1');
      }

      it.each(COMPRESSIONS)('takes spans whose content encoding is %s', async (name, compress) => {
        const body = compress(encodeSpans(encoding, readableSpan()));
        const response = await post(receiver.endpoint, body, {
          ...headers,
          'content-encoding': name,
        });
        expect(response.status).toBe(200);
        expect(response.headers.get('content-type')).toBe(CONTENT_TYPES[encoding]);
        expect(await response.text()).toBe(encoding === 'json' ? '{}' : '');
        expect(names()).toEqual(['GET']);
      });

      it('takes the good spans of a request with a bad one, and answers how many it took not', async () => {
        const body = encodeSpans(encoding, readableSpan(), WITHOUT_ID);
        const response = await post(receiver.endpoint, body, headers);
        expect(response.status).toBe(200);
        expect(names()).toEqual(['GET']);
        const reason =
          encoding === 'json'
            ? 'Expected resourceSpans[1].scopeSpans[0].spans[0].spanId to be 16 hex digits that are not all zero, got "0000000000000000".'
            : 'Expected a span id of 8 bytes that are not all zero, got none.';
        const message = `Of the traces, 1 could not be taken. ${reason}`;
        const length = String.fromCharCode(message.length, message.length + 4);
        expect(parse(Buffer.from(await response.arrayBuffer()))).toEqual(
          encoding === 'json'
            ? { partialSuccess: { rejectedSpans: '1', errorMessage: message } }
            : `\x0a${length[1]}\x08\x01\x12${length[0]}${message}`,
        );
        expect(receiver.losses(TRACE_ID)).toEqual([`1 span of it was refused. ${reason}`]);
      });

      it('answers what is malformed with 400 and a status, and goes on', async () => {
        const response = await post(receiver.endpoint, 'garbage', headers);
        expect(response.status).toBe(400);
        expect(response.headers.get('content-type')).toBe(CONTENT_TYPES[encoding]);
        const body = parse(Buffer.from(await response.arrayBuffer()));
        const message =
          encoding === 'json'
            ? 'Expected a JSON document, got "garbage".'
            : 'Expected wire type 0, 1, 2 or 5, got 7.';
        expect(body).toEqual(
          encoding === 'json'
            ? { code: 3, message }
            : `\x08\x03\x12${String.fromCharCode(message.length)}${message}`,
        );
        expect(messages()).toEqual([`POST /v1/traces was answered 400. ${message}`]);
        await post(receiver.endpoint, encodeSpans(encoding, readableSpan()), headers);
        expect(names()).toEqual(['GET']);
      });
    });

    const protobuf = { 'content-type': CONTENT_TYPES.protobuf };

    it('takes a content type with a parameter, in whatever case', async () => {
      const body = encodeSpans('json', readableSpan());
      const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
      expect((await post(receiver.endpoint, body, headers)).status).toBe(200);
    });

    it('answers another content type with 415', async () => {
      const response = await post(receiver.endpoint, '<a/>', { 'content-type': 'text/xml' });
      expect(response.status).toBe(415);
      expect(await response.text()).toBe(
        'The content type is application/x-protobuf or application/json.\n',
      );
    });

    it('answers another content encoding with 415, and names those that it takes', async () => {
      const response = await post(receiver.endpoint, '', { ...protobuf, 'content-encoding': 'br' });
      expect(response.status).toBe(415);
      expect(response.headers.get('accept-encoding')).toBe('identity, gzip, deflate, zstd');
    });

    it.each(['gzip', 'deflate', 'zstd'])('answers what is not %s with 400', async (encoding) => {
      const response = await post(receiver.endpoint, 'garbage', {
        ...protobuf,
        'content-encoding': encoding,
      });
      expect(response.status).toBe(400);
    });

    it('takes a request of up to 16 MiB, and answers a larger one with 413', async () => {
      const name = 'x'.repeat(15 * MIB);
      const body = encodeSpans('protobuf', readableSpan({ name }));
      expect((await post(receiver.endpoint, body, protobuf)).status).toBe(200);
      const twice = Buffer.concat([body, body]);
      expect((await post(receiver.endpoint, twice, protobuf)).status).toBe(413);
      expect(receiver.traces()).toHaveLength(1);
    });

    it.each(COMPRESSIONS.slice(1))(
      'answers a request that %s blows up beyond 16 MiB with 413',
      async (encoding, compress) => {
        const bomb = compress(Buffer.alloc(17 * MIB));
        expect(bomb.length).toBeLessThan(MIB);
        const headers = { ...protobuf, 'content-encoding': encoding };
        expect((await post(receiver.endpoint, bomb, headers)).status).toBe(413);
      },
    );

    it('answers an unknown path with 404 and a sentence, and remembers it', async () => {
      const response = await post(receiver.endpoint, 'x', protobuf, '/v1/trace');
      expect(response.status).toBe(404);
      const text = await response.text();
      expect(text).toContain('This receiver has no POST /v1/trace. OTLP goes to /v1/traces,');
      expect(messages()[0]).toContain('POST /v1/trace was answered 404.');
    });

    it.each([
      ['GET', '/v1/traces', 'POST'],
      ['DELETE', '/v1/ledger', 'POST'],
      ['POST', '/api/v3/services', 'GET'],
    ])('answers %s %s with 405', async (method, path, allowed) => {
      const response = await fetch(receiver.endpoint + path, { method });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe(allowed);
    });

    it('ignores an offer to go on over HTTP/2, as clients of Java make one', async () => {
      const body = encodeSpans('json', readableSpan()).toString();
      const socket = await send(
        'POST /v1/traces HTTP/1.1\r\nhost: x\r\nconnection: close, upgrade, http2-settings\r\nupgrade: h2c\r\n',
        `http2-settings: AAMAAABk\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
        body,
      );
      expect(await read(socket)).toMatch(/^HTTP\/1\.1 200 OK/);
      expect(names()).toEqual(['GET']);
    });

    it('survives a client that is gone before its body has come', async () => {
      const head = 'POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
      const socket = await send(`${head}content-length: 100\r\n\r\n`, '{');
      socket.destroy();
      expect(
        (await post(receiver.endpoint, '{}', { 'content-type': 'application/json' })).status,
      ).toBe(200);
    });

    it('takes the same requests over HTTP/2', async () => {
      const session = connectHttp2(receiver.endpoint);
      const stream = session.request({
        ':method': 'POST',
        ':path': '/v1/traces',
        'content-type': 'application/json',
      });
      stream.end(encodeSpans('json', readableSpan()));
      const [headers] = (await once(stream.resume(), 'response')) as [Record<string, unknown>];
      expect(headers).toMatchObject({ ':status': 200, 'content-type': 'application/json' });
      session.close();
      expect(names()).toEqual(['GET']);
    });
  });

  describe('from a browser', () => {
    async function ask(origin: string): Promise<Response> {
      return fetch(`${receiver.endpoint}/v1/traces`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,x-team',
        },
      });
    }

    it.each([
      'http://localhost:5173',
      'https://localhost',
      'http://shop.localhost:3000',
      'http://127.0.0.1:8080',
      'http://[::1]:8080',
    ])('lets a page of %s export', async (origin) => {
      const preflight = await ask(origin);
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
      expect(preflight.headers.get('access-control-allow-methods')).toBe('POST');
      expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type,x-team');
      const headers = { origin, 'content-type': CONTENT_TYPES.json };
      const response = await post(receiver.endpoint, encodeSpans('json', readableSpan()), headers);
      expect(response.status).toBe(200);
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    });

    it.each([
      'https://example.com',
      'http://localhost.example.com',
      'http://127.0.0.1.nip.io',
      'null',
    ])('does not let a page of %s', async (origin) => {
      const preflight = await ask(origin);
      expect(preflight.status).toBe(403);
      expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    });
  });

  describe('over gRPC', () => {
    it.each(COMPRESSIONS)('takes spans whose encoding is %s', async (encoding, compress) => {
      const message = compress(encodeSpans('protobuf', readableSpan()));
      const body = frame(message, encoding === 'identity' ? 0 : 1);
      const answer = await grpc.call(body, { 'grpc-encoding': encoding });
      expect(answer).toEqual({
        httpStatus: 200,
        status: 0,
        message: '',
        body: frame(Buffer.alloc(0)),
      });
      expect(names()).toEqual(['GET']);
    });

    it('takes the good spans of a request with a bad one, and answers how many it took not', async () => {
      const body = frame(encodeSpans('protobuf', WITHOUT_ID, readableSpan()));
      const answer = await grpc.call(body);
      expect(answer.status).toBe(0);
      expect(answer.body.toString()).toContain('\x08\x01\x12');
      expect(answer.body.toString()).toContain('Of the traces, 1 could not be taken.');
      expect(names()).toEqual(['GET']);
    });

    it.each([
      ['no message', Buffer.alloc(0), 'The body of the request has no gRPC message.'],
      ['half a message', frame(Buffer.alloc(9)).subarray(0, 9), 'is not one gRPC message.'],
      ['two messages', Buffer.concat([frame(Buffer.alloc(1)), frame(Buffer.alloc(1))]), 'one gRPC'],
      ['another flag', frame(Buffer.alloc(0), 2), 'is not one gRPC message.'],
      ['bytes that are no protobuf', frame(Buffer.from('garbage')), 'Expected wire type'],
      ['bytes that are no gzip', frame(Buffer.from('garbage'), 1), 'The request is not gzip.'],
      ['a bomb', frame(gzipSync(Buffer.alloc(17 * MIB)), 1), 'The request has more than 16 MiB'],
      ['too many bytes', frame(Buffer.alloc(17 * MIB)), 'The request has more than 16 MiB'],
    ])('answers %s with INVALID_ARGUMENT', async (_, body, message) => {
      const answer = await grpc.call(body, { 'grpc-encoding': 'gzip' });
      expect(answer).toMatchObject({ httpStatus: 200, status: 3 });
      expect(answer.message).toContain(message);
      expect((await grpc.call(frame(encodeSpans('protobuf', readableSpan())))).status).toBe(0);
    });

    it('answers an unknown method and an unknown encoding with UNIMPLEMENTED', async () => {
      expect(await grpc.call(frame(Buffer.alloc(0)), { ':path': '/a.B/C' })).toMatchObject({
        status: 12,
        message: 'The method is not one of OTLP.',
      });
      expect(messages()[0]).toContain('gRPC /a.B/C was answered with status 12.');
      const body = frame(Buffer.alloc(0), 1);
      expect((await grpc.call(body, { 'grpc-encoding': 'snappy' })).status).toBe(12);
    });

    it('takes many calls at once on one connection', async () => {
      const calls = Array.from({ length: 300 }, (_, index) => {
        const spanId = (index + 1).toString(16).padStart(16, '0');
        return grpc.call(frame(encodeSpans('protobuf', readableSpan({ spanId }))));
      });
      expect(new Set((await Promise.all(calls)).map(({ status }) => status))).toEqual(new Set([0]));
      expect(names()).toHaveLength(300);
    });

    it('answers a request that is not POST as HTTP does', async () => {
      expect(
        await grpc.call(Buffer.alloc(0), { ':method': 'PUT', ':path': TRACES_METHOD }),
      ).toMatchObject({
        httpStatus: 404,
        status: undefined,
      });
    });
  });

  describe('for strangers', () => {
    it('finds out the protocol however slowly the first bytes come', async () => {
      const [, h, ...rest] =
        'POST /api/v3/services HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n';
      expect(await read(await send('P', String(h), rest.join('')))).toMatch(/^HTTP\/1\.1 405 /);
    });

    it('remembers a TLS client, and what to do about it', async () => {
      const { hostname, port } = new URL(receiver.endpoint);
      const socket = connectTls({ host: hostname, port: Number(port) }).on('error', () => {});
      await new Promise((closed) => socket.on('close', closed));
      expect(receiver.oddities()).toEqual([
        {
          message:
            'A TLS client connected, but the receiver speaks plain text; use http:// for it.',
          count: 1,
        },
      ]);
    });

    it('closes the connection of who speaks something else, and remembers it', async () => {
      await read(await send('\x00\x01\x02'));
      expect(messages()).toEqual([
        'A client connected that speaks neither HTTP nor gRPC: its first bytes are 000102.',
      ]);
    });

    it('answers what looks like HTTP/1 and is not with 400', async () => {
      expect(await read(await send('HELO example.com\r\n'))).toMatch(/^HTTP\/1\.1 400 /);
      expect(messages()[0]).toContain('A client sent what is not HTTP/1: ');
    });

    it('survives what looks like HTTP/2 and is not', async () => {
      await read(await send('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'x'.repeat(100)));
      expect(messages()[0]).toContain('A client sent what is not HTTP/2: ');
      expect((await grpc.call(frame(encodeSpans('protobuf', readableSpan())))).status).toBe(0);
    });

    it('says in the failure of a test what came instead of its trace', async () => {
      await post(receiver.endpoint, '', { 'content-type': CONTENT_TYPES.json }, '/');
      await expect(receiver.trace(TRACE_ID).complete({ timeoutMillis: 1 })).rejects.toThrow(
        `No span of it arrived at ${receiver.endpoint}. What came could not be taken: POST / was answered 404.`,
      );
      await expect(receiver.waitForTrace(() => true, { timeoutMillis: 1 })).rejects.toThrow(
        `No span arrived at ${receiver.endpoint}. What came could not be taken: POST / was`,
      );
    });
  });
});
