import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { Metadata, status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { collectGarbage } from '../../../test/collect-garbage.js';
import { finishedSpan, namesOf, requestOfOne } from '../../../test/finished-span.js';
import { type GrpcAnswer, GrpcCollector } from '../../../test/grpc-collector.js';
import { until } from '../../../test/until.js';
import { createTransport } from './otlp/grpc.js';
import { attemptExport } from './attempt.js';
import { ExportQueue } from './export-queue.js';

const VARIABLES = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_COMPRESSION'] as const;

/** `RetryInfo` that asks for 50 ms. */
const IN_50_MILLIS = Buffer.from(
  '1a330a28747970652e676f6f676c65617069732e636f6d2f676f6f676c652e7270632e5265747279496e666f12070a051080e1eb17',
  'hex',
);

describe('ExportQueue over gRPC', () => {
  let collector: GrpcCollector;
  let queue: ExportQueue;
  let lines: string[];

  beforeEach(async () => {
    collector = await GrpcCollector.start();
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector.endpoint;
    lines = [];
    queue = createQueue();
  });
  afterEach(async () => {
    await queue.shutdown();
    collector.stop();
    for (const name of VARIABLES) delete process.env[name];
  });

  function createQueue(shutdownTimeoutMillis = 1_000): ExportQueue {
    return new ExportQueue({
      createTransport,
      maxQueueSize: 100,
      maxQueueBytes: 2 ** 20,
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

  /** Ends spans in an async context that holds an object. */
  function endInRequest(observe: (request: object) => void): void {
    const request = {};
    observe(request);
    new AsyncLocalStorage().run(request, () => end(20));
  }

  it('sends spans to a collector, over one connection', async () => {
    end(50);
    await queue.forceFlush();
    expect(collector.callers.size).toBe(1);
    expect(collector.accepted).toEqual(namesOf(50));
    expect(queue.status).toMatchObject({ made: 50, sent: 50, queued: 0, lastError: undefined });
  });

  it('holds nothing of the request whose span made it connect', async () => {
    let isFree = false;
    const registry = new FinalizationRegistry(() => {
      isFree = true;
    });
    endInRequest((request) => registry.register(request, undefined));
    await until(() => queue.status.sent === 20);
    await collectGarbage(() => isFree);
    expect(isFree).toBe(true);
    end(20);
    await queue.forceFlush();
    expect(collector.callers.size).toBe(1);
  });

  it('sends spans compressed where the environment says so', async () => {
    process.env['OTEL_EXPORTER_OTLP_COMPRESSION'] = 'gzip';
    queue = createQueue();
    end(3);
    await queue.forceFlush();
    expect(collector.accepted).toEqual(namesOf(3));
  });

  it('sends what waited to a collector that was not there at first', async () => {
    collector.stop();
    end(30);
    await queue.forceFlush();
    await queue.forceFlush();
    expect(queue.status).toMatchObject({ sent: 0, queued: 30 });
    expect(queue.status.lastError).toMatch(
      /^14 UNAVAILABLE.*ECONNREFUSED.*\(nothing listens there\)$/,
    );
    collector = await GrpcCollector.start({ port: collector.port });
    await until(() => queue.status.queued === 0);
    expect(collector.accepted).toEqual(namesOf(30));
    expect(queue.status).toMatchObject({ made: 30, sent: 30, failingSince: undefined });
    expect(lines[0]).toContain(
      '30 of at most 100 spans wait, in 0 of at most 1 MiB; none dropped.',
    );
    expect(lines[1]).toContain('exported again');
  });

  it('sends what ended while a collector was restarted', async () => {
    end(5);
    await queue.forceFlush();
    collector.stop();
    end(10);
    await queue.forceFlush();
    collector = await GrpcCollector.start({ port: collector.port });
    await until(() => queue.status.queued === 0);
    expect(queue.status).toMatchObject({ made: 15, sent: 15 });
    expect(collector.accepted).toEqual(namesOf(10));
  });

  it.each(
    Object.entries(status)
      .filter(([, code]) => typeof code === 'number' && code !== status.OK)
      .map(([name, code]) => [name, code as status] as const),
  )('handles %s as OTLP says, and counts the spans exactly', async (name, code) => {
    let refusals = 2;
    collector.answer = () => (refusals-- > 0 ? { code } : { code: status.OK });
    end(10);
    await until(() => queue.status.queued === 0);
    const isRetried = RETRIED.has(name);
    expect(queue.status).toMatchObject({
      made: 10,
      sent: isRetried ? 10 : 0,
      dropped: { queue_full: 0, rejected: isRetried ? 0 : 10, shutdown: 0 },
    });
    expect(collector.accepted).toHaveLength(queue.status.sent);
    expect(queue.status.lastError).toContain(`${code} ${name}: refused`);
  });

  it('waits at least as long as the collector asks for', async () => {
    const metadata = new Metadata();
    metadata.set('grpc-status-details-bin', IN_50_MILLIS);
    const times: number[] = [];
    collector.answer = () => {
      times.push(performance.now());
      return times.length === 1
        ? { code: status.RESOURCE_EXHAUSTED, metadata }
        : { code: status.OK };
    };
    end(1);
    await until(() => queue.status.sent === 1);
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThan(45);
  });

  it('sends a batch in parts that is too large for the collector', async () => {
    collector.stop();
    collector = await GrpcCollector.start({ port: collector.port, maxBytes: 500 });
    end(20);
    await until(() => queue.status.queued === 0);
    expect(collector.accepted).toEqual(namesOf(20));
    expect(queue.status).toMatchObject({ sent: 20, dropped: { rejected: 0 } });
  });

  it('counts what the collector did not take of a batch', async () => {
    collector.answer = () => ({ code: status.OK, rejectedSpans: 3 });
    end(10);
    await queue.forceFlush();
    expect(queue.status).toMatchObject({ sent: 7, queued: 0, dropped: { rejected: 3 } });
    collector.answer = () => ({ code: status.OK });
    end(10);
    await queue.forceFlush();
    expect(queue.status).toMatchObject({ sent: 17, queued: 0, dropped: { rejected: 3 } });
  });

  it('waits for a slow collector, and sends nothing twice', async () => {
    const gate = Promise.withResolvers<GrpcAnswer>();
    collector.answer = () => gate.promise;
    end(40);
    await until(() => collector.batches.length === 1);
    expect(queue.status).toMatchObject({ queued: 40, sent: 0 });
    expect(queue.spansInFlight).toBe(20);
    gate.resolve({ code: status.OK });
    await queue.forceFlush();
    expect(collector.batches).toEqual([20, 20]);
    expect(collector.accepted).toEqual(namesOf(40));
  });

  it('leaves a collector that hangs when its time is over', async () => {
    collector.answer = () => new Promise(() => {});
    queue = createQueue(20);
    end(10);
    await until(() => collector.batches.length === 1);
    await queue.shutdown();
    expect(queue.status).toMatchObject({ made: 10, queued: 0, dropped: { shutdown: 10 } });
    expect(lines).toEqual(['[@traced/nest] Lost in all: 10 of 10 spans (10 shutdown).']);
  });

  it('ends what is on its way when the exporter is shut down', async () => {
    collector.answer = () => new Promise(() => {});
    const exporter = createTransport();
    const answered = attemptExport(exporter, requestOfOne(), 0);
    await until(() => collector.batches.length === 1);
    exporter.shutdown();
    expect(await answered).toMatchObject({ code: 1, error: { code: status.CANCELLED } });
  });

  it('leaves a port that takes connections and says nothing', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => void sockets.add(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${port}`;
    queue = createQueue(50);
    end(10);
    await until(() => sockets.size > 0);
    await queue.shutdown();
    expect(queue.status).toMatchObject({ made: 10, queued: 0, dropped: { shutdown: 10 } });
    for (const socket of sockets) socket.destroy();
    silent.close();
    await once(silent, 'close');
  });
});

const RETRIED = new Set([
  'CANCELLED',
  'DEADLINE_EXCEEDED',
  'RESOURCE_EXHAUSTED',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNAVAILABLE',
  'DATA_LOSS',
]);
