import { Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import type { Encoding, Signal } from '../otlp/export-answer.js';
import { ProtobufReader } from '../otlp/protobuf-reader.js';
import { double, field, fixed64, varint } from '../otlp/protobuf.fixture.js';
import { readableSpan } from '../otlp/readable-span.fixture.js';
import { toOtlpJson } from '../otlp/to-otlp-json.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { GrpcClient, TRACES_METHOD, frame } from './grpc-client.fixture.js';
import { type Random, mutate, pick, randomOf } from './mutation.fixture.js';
import { CONTENT_TYPES, encodeSpans } from './otlp-requests.fixture.js';
import { OtlpReceiver } from './otlp-receiver.js';

const MIB = 1024 * 1024;
const REQUESTS_PER_RUN = 50;

interface Request {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly body: Buffer;
}

interface MutatedExport {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

interface HttpOutcome {
  readonly status: number;
  readonly body: Buffer;
}

/** Sends a mutated request, and says how it was answered. */
type Send = (random: Random) => Promise<string>;

const METRIC = Buffer.concat([
  field(1, 'duration'),
  field(
    9,
    field(1, fixed64(4, 1n), double(5, 1), field(6, fixed64(1, 2n)), field(8, double(3, 1))),
  ),
  field(10, field(1, varint(6, 3), field(8, varint(1, 1), field(2, Buffer.from([1, 2]))))),
]);

const LOG_RECORD = Buffer.concat([
  fixed64(1, 1n),
  varint(2, 9),
  field(5, field(6, field(1, field(1, 'text'), field(2, field(1, 'hello'))))),
  field(9, Buffer.alloc(16, 1)),
]);

const REQUESTS: readonly Request[] = [
  {
    signal: 'traces',
    encoding: 'protobuf',
    body: encodeSpans('protobuf', readableSpan(), readableSpan({ spanId: '1'.repeat(16) })),
  },
  { signal: 'logs', encoding: 'protobuf', body: field(1, field(2, field(2, LOG_RECORD))) },
  { signal: 'metrics', encoding: 'protobuf', body: field(1, field(2, field(2, METRIC))) },
  {
    signal: 'traces',
    encoding: 'json',
    body: Buffer.from(JSON.stringify(toOtlpJson(declinedOrder()))),
  },
  {
    signal: 'logs',
    encoding: 'json',
    body: Buffer.from(
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"hello"},"timeUnixNano":"1"}]}]}]}',
    ),
  },
  {
    signal: 'metrics',
    encoding: 'json',
    body: Buffer.from(
      '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"a","sum":{"dataPoints":[{"asInt":"1"}]}}]}]}]}',
    ),
  },
];

const COMPRESSIONS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  identity: (bytes) => bytes,
  gzip: (bytes) => gzipSync(bytes, { level: 1 }),
  deflate: (bytes) => deflateSync(bytes, { level: 1 }),
  zstd: (bytes) => zstdCompressSync(bytes),
};

/** Returns whether the bytes are a protobuf message, to the end of each of its own fields. */
function isMessage(bytes: Buffer): boolean {
  const reader = new ProtobufReader(bytes);
  while (reader.next() !== 0) reader.skip();
  return reader.position === bytes.length;
}

function isProper(encoding: Encoding, body: Buffer): boolean {
  return encoding === 'json' ? typeof JSON.parse(body.toString()) === 'object' : isMessage(body);
}

describe('an OtlpReceiver that gets mutated requests', () => {
  let receiver: OtlpReceiver;
  let client: GrpcClient;
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });

  beforeAll(async () => {
    receiver = await OtlpReceiver.start({ maxBytes: 2 * MIB });
    client = new GrpcClient(receiver.endpoint);
  });

  afterAll(async () => {
    client.close();
    agent.destroy();
    await receiver.stop();
  });

  function post(
    path: string,
    headers: Record<string, string>,
    body: Buffer,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      httpRequest(receiver.endpoint + path, { method: 'POST', agent, headers })
        .on('response', resolve)
        .on('error', reject)
        .end(body);
    });
  }

  async function sendHttp1({ path, headers, body }: MutatedExport): Promise<HttpOutcome> {
    const response = await post(path, headers, body);
    return { status: response.statusCode ?? 0, body: await buffer(response) };
  }

  async function sendHttp2({ path, headers, body }: MutatedExport): Promise<HttpOutcome> {
    const { httpStatus: status, body: answer } = await client.call(body, {
      ':path': path,
      ...headers,
    });
    return { status, body: answer };
  }

  /** Makes a sender of one mutated export over HTTP, which says what came back. */
  function overHttp(send: (mutated: MutatedExport) => Promise<HttpOutcome>): Send {
    return async (random) => {
      const { signal, encoding, body } = pick(random, REQUESTS);
      const compression = pick(random, Object.keys(COMPRESSIONS));
      const compressed = COMPRESSIONS[compression]?.(mutate(body, random)) ?? body;
      const headers = { 'content-type': CONTENT_TYPES[encoding], 'content-encoding': compression };
      const mutated = { path: `/v1/${signal}`, headers, body: mutate(compressed, random) };
      const { status, body: answer } = await send(mutated);
      return isProper(encoding, answer) ? `${status}` : `${status}, and a body that is none`;
    };
  }

  async function overGrpc(random: Random): Promise<string> {
    const { body } = pick(random, REQUESTS.slice(0, 3));
    const encoding = pick(random, Object.keys(COMPRESSIONS));
    const message = COMPRESSIONS[encoding]?.(mutate(body, random)) ?? body;
    const framed = mutate(frame(mutate(message, random), random(2)), random);
    const service = pick(random, ['trace.v1.Trace', 'logs.v1.Logs', 'metrics.v1.Metrics']);
    const path = TRACES_METHOD.replace('trace.v1.Trace', service);
    const answer = await client.call(framed, { ':path': path, 'grpc-encoding': encoding });
    const proper = answer.status !== 0 || isMessage(answer.body.subarray(5));
    return proper ? `${answer.status}` : `${answer.status}, and a body that is none`;
  }

  function collect(): number {
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    return process.memoryUsage().heapUsed;
  }

  it.each([
    ['HTTP/1', overHttp(sendHttp1), 30_000, ['200', '400'], ['413']],
    ['HTTP/2', overHttp(sendHttp2), 20_000, ['200', '400'], ['413']],
    ['gRPC', overGrpc, 50_000, ['0', '3'], []],
  ] as const)(
    'answers each over %s, so that no exporter sends it again, and does not grow',
    async (_, send, count, usual, rare) => {
      const answers = new Set<string>();
      const heaps: number[] = [];
      const runs = generatedRuns(count / REQUESTS_PER_RUN);
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.noShrink(fc.integer()), async (seed) => {
          const random = randomOf(seed);
          const sent = Array.from({ length: REQUESTS_PER_RUN }, () => send(random));
          for (const answer of await Promise.all(sent)) {
            expect([...usual, ...rare]).toContain(answer);
            answers.add(answer);
          }
          // The first half fills what is bounded.
          run++;
          if (run === runs.numRuns >> 1 || run === runs.numRuns) heaps.push(collect());
        }),
        runs,
      );
      expect([...answers]).toEqual(expect.arrayContaining([...usual]));
      const [half = 0, end = 0] = heaps;
      expect(end - half).toBeLessThan(8 * MIB);
      expect(receiver.oddities().length).toBeLessThanOrEqual(100);
    },
  );

  it('survives mutated connections', async () => {
    const { hostname, port } = new URL(receiver.endpoint);
    const starts = [
      'POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
      'POST /v1/ledger HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{}\n\r\n0\r\n\r\n',
      `GET /api/v3/traces?query.start_time_min=2026-01-01T00:00:00Z HTTP/1.1\r\nhost: x\r\n\r\n`,
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\0\0\x04\x01\x04\0\0\0\x01\x83\x86\x84\x41',
    ].map((start) => Buffer.from(start, 'latin1'));
    await fc.assert(
      fc.asyncProperty(fc.noShrink(fc.integer()), async (seed) => {
        const random = randomOf(seed);
        const socket = connect(Number(port), hostname).on('error', () => {});
        const closed = new Promise((resolve) => socket.on('close', resolve));
        socket.resume().end(mutate(pick(random, starts), random));
        await closed;
      }),
      generatedRuns(5_000),
    );
    const headers = { 'content-type': CONTENT_TYPES.json };
    expect((await post('/v1/traces', headers, Buffer.from('{}'))).resume().statusCode).toBe(200);
  });
});
