import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { finishedSpan, namesIn, namesOf, requestOfOne } from '../../../test/finished-span.js';
import { partialSuccess } from '../../../test/grpc-collector.js';
import { until } from '../../../test/until.js';
import { createTransport as createJsonExporter } from './otlp/http-json.js';
import { createTransport as createProtobufExporter } from './otlp/http-protobuf.js';
import { attemptExport } from './attempt.js';
import { ExportQueue } from './export-queue.js';

const VARIABLES = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_COMPRESSION',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_TIMEOUT',
];

interface Taken {
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly names: string[];
}

describe.each([
  ['http/protobuf', createProtobufExporter, partialSuccess(3)],
  ['http/json', createJsonExporter, Buffer.from('{"partialSuccess":{"rejectedSpans":"3"}}')],
])('ExportQueue over %s', (protocol, createTransport, threeRejected) => {
  let server: Server;
  let requests: Taken[];
  let answer: (response: ServerResponse, taken: Taken) => void;
  let queue: ExportQueue;
  let lines: string[];

  beforeEach(async () => {
    requests = [];
    lines = [];
    answer = (response) => void response.end();
    server = await listen(0);
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${portOf(server)}`;
    queue = createQueue();
  });
  afterEach(async () => {
    await queue.shutdown();
    await close(server);
    for (const name of VARIABLES) delete process.env[name];
  });

  async function listen(port: number): Promise<Server> {
    const server = createServer((request, response) => void take(request, response));
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return server;
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers, url: path } = request;
    const body = await buffer(request);
    const message = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const taken = { path, headers, names: namesIn(message) };
    requests.push(taken);
    answer(response, taken);
  }

  function createQueue(shutdownTimeoutMillis = 1_000): ExportQueue {
    return new ExportQueue({
      createTransport,
      maxQueueSize: 100,
      maxExportBatchSize: 20,
      scheduledDelayMillis: 1,
      exportTimeoutMillis: 30_000,
      backOff: { initialMillis: 5, maxMillis: 20 },
      shutdownTimeoutMillis,
      write: (line) => void lines.push(line),
    });
  }

  function end(count: number): void {
    for (let n = 0; n < count; n++) queue.onEnd(finishedSpan(n));
  }

  it('sends spans as the environment says, over one connection', async () => {
    process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'api-key=secret';
    queue = createQueue();
    let connections = 0;
    server.on('connection', () => connections++);
    end(50);
    await queue.forceFlush();
    expect(requests.flatMap(({ names }) => names)).toEqual(namesOf(50));
    const [{ path, headers } = {}] = requests;
    expect(path).toBe('/v1/traces');
    expect(headers).toMatchObject({
      'api-key': 'secret',
      'content-type': protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
      'user-agent': expect.stringMatching(/^traced-nest\/\d/),
    });
    expect(headers).not.toHaveProperty('traceparent');
    expect(connections).toBe(1);
    expect(queue.status).toMatchObject({ made: 50, sent: 50, queued: 0, lastError: undefined });
  });

  it('sends spans compressed where the environment says so', async () => {
    process.env['OTEL_EXPORTER_OTLP_COMPRESSION'] = 'gzip';
    queue = createQueue();
    end(3);
    await queue.forceFlush();
    expect(requests.map(({ names }) => names)).toEqual([namesOf(3)]);
    expect(requests[0]?.headers['content-encoding']).toBe('gzip');
  });

  it('fails at once where nothing listens, and sends what waited to a collector that comes', async () => {
    const port = portOf(server);
    await close(server);
    end(30);
    await queue.forceFlush();
    expect(queue.status).toMatchObject({ sent: 0, queued: 30 });
    expect(queue.status.lastError).toMatch(/ECONNREFUSED.*\(nothing listens there\)$/);
    server = await listen(port);
    await until(() => queue.status.queued === 0);
    expect(requests.flatMap(({ names }) => names)).toEqual(namesOf(30));
    expect(queue.status).toMatchObject({ made: 30, sent: 30, failingSince: undefined });
  });

  it.each([301, 400, 401, 403, 404, 408, 429, 500, 501, 502, 503, 504])(
    'handles %d as OTLP says, and counts the spans exactly',
    async (statusCode) => {
      answer = (response) => {
        response.statusCode = requests.length <= 2 ? statusCode : 200;
        response.end('refused');
      };
      end(10);
      await until(() => queue.status.queued === 0);
      const isRetried = [429, 502, 503, 504].includes(statusCode);
      expect(queue.status).toMatchObject({
        made: 10,
        sent: isRetried ? 10 : 0,
        dropped: { queue_full: 0, rejected: isRetried ? 0 : 10, shutdown: 0 },
      });
      expect(requests).toHaveLength(isRetried ? 3 : 1);
      expect(queue.status.lastError).toContain(`${statusCode} `);
    },
  );

  it.each([
    ['seconds', () => '1'],
    ['a date', () => new Date(Date.now() + 2_000).toUTCString()],
  ])('waits as long as Retry-After asks for in %s', async (_, retryAfter) => {
    const times: number[] = [];
    answer = (response) => {
      times.push(performance.now());
      if (times.length === 1) response.writeHead(503, { 'retry-after': retryAfter() });
      response.end();
    };
    end(1);
    await until(() => queue.status.sent === 1);
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThan(900);
  });

  it('takes a Retry-After that says nothing for none', async () => {
    answer = (response) => {
      if (requests.length === 1) response.writeHead(503, { 'retry-after': 'later' });
      response.end();
    };
    end(1);
    await until(() => queue.status.sent === 1);
    expect(queue.status.sent).toBe(1);
  });

  it('sends a batch in parts that is too large for the collector', async () => {
    answer = (response, { names }) => {
      response.statusCode = names.length > 4 ? 413 : 200;
      response.end();
    };
    end(20);
    await until(() => queue.status.queued === 0);
    expect(queue.status).toMatchObject({ sent: 20, dropped: { rejected: 0 } });
    const taken = requests.filter(({ names }) => names.length <= 4).flatMap(({ names }) => names);
    expect(taken).toEqual(namesOf(20));
  });

  it('counts what the collector did not take of a batch', async () => {
    answer = (response) => void response.end(requests.length === 1 ? threeRejected : 'ok');
    end(10);
    await queue.forceFlush();
    expect(queue.status).toMatchObject({ sent: 7, queued: 0, dropped: { rejected: 3 } });
    end(10);
    await queue.forceFlush();
    expect(queue.status).toMatchObject({ sent: 17, queued: 0, dropped: { rejected: 3 } });
  });

  it('takes an accepted batch for accepted whatever the response says', async () => {
    answer = (response) => void response.end('ok');
    end(10);
    await queue.forceFlush();
    expect(queue.status).toMatchObject({ sent: 10 });
  });

  it.each([
    ['says so', { 'content-type': 'text/html; charset=utf-8' }, 'Sign in'],
    ['does not say so', {}, '\n <!doctype html><title>Jaeger UI</title>'],
  ])(
    'takes a page of HTML that %s for a failure, and sends the batch again',
    async (_, headers, page) => {
      answer = (response) => void response.writeHead(200, headers).end(page);
      end(10);
      await until(() => requests.length > 1);
      expect(queue.status).toMatchObject({ sent: 0, queued: 10 });
      expect(lines[0]).toContain('200 with a page of HTML (the endpoint is no collector');
      answer = (response) => void response.end();
      await until(() => queue.status.sent === 10);
    },
  );

  it('sends a batch again whose connection broke', async () => {
    answer = (response) => {
      if (requests.length === 1) response.destroy();
      else if (requests.length === 2)
        response.writeHead(200, { 'content-length': 9 }).write('x', () => response.destroy());
      else response.end();
    };
    end(10);
    await until(() => queue.status.queued === 0);
    expect(requests).toHaveLength(3);
    expect(queue.status).toMatchObject({ sent: 10 });
  });

  it('does not read a response without end', async () => {
    answer = (response) => {
      const more = (): void =>
        void (response.destroyed || response.write(Buffer.alloc(65_536), more));
      more();
    };
    end(10);
    await until(() => queue.status.queued === 0);
    expect(queue.status).toMatchObject({ sent: 0, dropped: { rejected: 10 } });
    expect(queue.status.lastError).toMatch(/1 MiB/);
  });

  it('gives an attempt the time that the environment says', async () => {
    process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '20';
    queue = createQueue();
    answer = (response) => void (requests.length > 1 && response.end());
    end(10);
    await until(() => queue.status.queued === 0);
    expect(queue.status).toMatchObject({ sent: 10 });
    expect(queue.status.lastError).toMatch(/^no answer within 20 ms/);
  });

  it('sends nothing any more once the exporter is shut down', async () => {
    const exporter = createTransport();
    const answered = attemptExport(exporter, requestOfOne(), 30_000);
    exporter.shutdown();
    expect(await answered).toMatchObject({ code: 1, error: { code: 'ECANCELED' } });
    expect(requests).toEqual([]);
  });

  it('leaves a collector that hangs when its time is over', async () => {
    answer = () => {};
    queue = createQueue(20);
    end(10);
    await until(() => requests.length === 1);
    await queue.shutdown();
    expect(queue.status).toMatchObject({ made: 10, queued: 0, dropped: { shutdown: 10 } });
    expect(lines).toEqual(['[@traced/nest] Lost in all: 10 of 10 spans (10 shutdown).']);
  });
});

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
