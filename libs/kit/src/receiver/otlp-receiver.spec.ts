import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, compressionAlgorithms, credentials, status } from '@grpc/grpc-js';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { TraceTimeoutError } from '../arrival/errors.js';
import { InvalidTraceIdError } from '../trace/errors.js';
import { Trace } from '../trace/trace.js';
import { TRACE_ID } from '../trace/trace.fixture.js';
import { toOtlpJson } from '../otlp/to-otlp-json.js';
import { describeSource } from '../sources/source-contract.fixture.js';
import { InvalidReceiverOptionError, PortInUseError } from './errors.js';
import { OtlpReceiver } from './otlp-receiver.js';
import {
  type ReadableSpan,
  type ReadableSpanOptions,
  readableSpan,
} from '../otlp/readable-span.fixture.js';

const PARENT = '00f067aa0ba902b7';
const CHILD = '00f067aa0ba902b8';

function child(options: ReadableSpanOptions = {}): ReadableSpan {
  return {
    ...readableSpan({ spanId: CHILD, name: 'child', ...options }),
    parentSpanContext: { traceId: TRACE_ID, spanId: PARENT, traceFlags: 1 },
  };
}

/** Sends requests as an OTLP/gRPC exporter does. */
class Exporter {
  readonly #client: Client;

  constructor(endpoint: string, options: object = {}) {
    this.#client = new Client(new URL(endpoint).host, credentials.createInsecure(), options);
  }

  async export(...spans: readonly ReadableSpan[]): Promise<Buffer | undefined> {
    return this.send(
      'trace',
      Buffer.from(ProtobufTraceSerializer.serializeRequest([...spans]) ?? []),
    );
  }

  async send(signal: 'trace' | 'metrics' | 'logs', request: Buffer): Promise<Buffer | undefined> {
    const service = { trace: 'TraceService', metrics: 'MetricsService', logs: 'LogsService' }[
      signal
    ];
    const path = `/opentelemetry.proto.collector.${signal}.v1.${service}/Export`;
    const bytes = (message: Buffer): Buffer => message;
    return promisify<Buffer | undefined>((done) =>
      this.#client.makeUnaryRequest(path, bytes, bytes, request, done),
    )();
  }

  close(): void {
    this.#client.close();
  }
}

describeSource('OtlpReceiver', async () => {
  const receiver = await OtlpReceiver.start();
  return {
    source: receiver,
    destination: receiver.endpoint,
    hold: async (spans) => {
      await fetch(`${receiver.endpoint}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(toOtlpJson(new Trace(spans))),
      });
    },
    close: () => receiver.stop(),
  };
});

describe('OtlpReceiver', () => {
  let receiver: OtlpReceiver;
  let exporter: Exporter;

  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
    exporter = new Exporter(receiver.endpoint);
  });

  afterEach(async () => {
    exporter.close();
    await receiver.stop();
  });

  it('listens on a free port of the loopback interface', () => {
    expect(receiver.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('listens on the IPv6 loopback interface when that is its host', async () => {
    const other = await OtlpReceiver.start({ host: '::1' });
    expect(other.endpoint).toMatch(/^http:\/\/\[::1\]:\d+$/);
    await other.stop();
  });

  it('holds what is exported, merged by trace id, oldest first', async () => {
    await exporter.export(child({ service: 'users' }));
    await exporter.export(readableSpan({ traceId: 'b'.repeat(32) }));
    await exporter.export(readableSpan());
    expect(receiver.traces().map(({ traceId }) => traceId)).toEqual([TRACE_ID, 'b'.repeat(32)]);
    expect(receiver.trace(TRACE_ID.toUpperCase()).current()?.services).toEqual(['orders', 'users']);
  });

  it('answers an accepted request without partial success', async () => {
    await expect(exporter.export(readableSpan())).resolves.toHaveLength(0);
  });

  it('takes gzipped requests', async () => {
    const gzip = { 'grpc.default_compression_algorithm': compressionAlgorithms.gzip };
    const zipping = new Exporter(receiver.endpoint, gzip);
    await zipping.export(readableSpan({ name: 'x'.repeat(10_000) }));
    zipping.close();
    expect(receiver.traces()).toHaveLength(1);
  });

  it('takes requests beyond the 4 MiB that gRPC has as its limit', async () => {
    await exporter.export(readableSpan({ name: 'x'.repeat(6 * 1024 * 1024) }));
    expect(receiver.traces()).toHaveLength(1);
  });

  it('answers garbage with INVALID_ARGUMENT and goes on', async () => {
    await expect(exporter.send('trace', Buffer.from('garbage'))).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
    });
    await exporter.export(readableSpan());
    expect(receiver.traces()).toHaveLength(1);
  });

  it('refuses to start on a port in use, and says which', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const start = OtlpReceiver.start({ port }).finally(() => taken.close());
    await expect(start).rejects.toThrow(PortInUseError);
    await expect(start).rejects.toMatchObject({ code: 'KIT_PORT_IN_USE', port, host: '127.0.0.1' });
    await expect(start).rejects.toThrow(`Expected port ${port} on 127.0.0.1 to be free`);
  });

  it('refuses to start on an address that is not of this machine', async () => {
    await expect(OtlpReceiver.start({ host: '192.0.2.1' })).rejects.toThrow('EADDRNOTAVAIL');
  });

  it.each([{ maxTraces: 0 }, { maxTraces: 1.5 }, { maxBytes: NaN }])(
    'refuses %j',
    async (options) => {
      await expect(OtlpReceiver.start(options)).rejects.toThrow(InvalidReceiverOptionError);
    },
  );

  it('refuses what is not a trace id', () => {
    expect(() => receiver.trace(`00-${TRACE_ID}-${PARENT}-01`)).toThrow(InvalidTraceIdError);
  });

  it('has its traces after it has stopped, and can be stopped twice', async () => {
    await exporter.export(readableSpan());
    await receiver.stop();
    await receiver.stop();
    expect(receiver.traces()).toHaveLength(1);
    await expect(exporter.export(readableSpan())).rejects.toMatchObject({
      code: status.UNAVAILABLE,
    });
  });

  it('stops although a client holds a connection open and sends nothing', async () => {
    const { hostname, port } = new URL(receiver.endpoint);
    const socket = connect(Number(port), hostname).on('error', () => {});
    await once(socket, 'connect');
    socket.resume();
    await Promise.all([receiver.stop(), once(socket, 'close')]);
    expect(socket.destroyed).toBe(true);
  });

  describe('waitForTrace', () => {
    it('resolves with a trace that is held', async () => {
      await exporter.export(readableSpan({ name: 'POST /orders' }));
      const trace = await receiver.waitForTrace(({ root }) => root.name === 'POST /orders');
      expect(trace.traceId).toBe(TRACE_ID);
    });

    it('resolves with a trace once it has become what is waited for', async () => {
      const waiting = receiver.waitForTrace((trace) => trace.complete && trace.spans.length === 2);
      await exporter.export(child());
      await exporter.export(readableSpan());
      await expect(waiting).resolves.toMatchObject({ complete: true });
    });

    it('rejects in time, and says whether anything arrived', async () => {
      const waiting = receiver.waitForTrace(() => true, { timeoutMillis: 20 });
      await expect(waiting).rejects.toThrow(TraceTimeoutError);
      await expect(waiting).rejects.toThrow(
        `Expected a trace that the predicate accepts within 0.02 s. No span arrived; is anything exporting to ${receiver.endpoint}?`,
      );
      await exporter.export(readableSpan());
      await expect(receiver.waitForTrace(() => false, { timeoutMillis: 20 })).rejects.toThrow(
        'It accepted none of the traces held: 1 in all.',
      );
    });
  });

  describe('trace', () => {
    it('is undefined before its first span', () => {
      expect(receiver.trace(TRACE_ID).current()).toBeUndefined();
    });

    it('resolves once the trace is complete and quiet', async () => {
      const complete = receiver.trace(TRACE_ID).complete({ quietMillis: 50 });
      await exporter.export(child());
      await exporter.export(readableSpan());
      await expect(complete).resolves.toMatchObject({ complete: true, spans: { length: 2 } });
    });

    it('names the parents that never arrived', async () => {
      await exporter.export(readableSpan({ spanId: 'aaaaaaaaaaaaaaaa' }), child());
      const complete = receiver.trace(TRACE_ID).complete({ timeoutMillis: 20 });
      await expect(complete).rejects.toMatchObject({
        code: 'KIT_TRACE_TIMEOUT',
        timeoutMillis: 20,
      });
      await expect(complete).rejects.toThrow(
        `Expected trace ${TRACE_ID} to be complete within 0.02 s. Parent ${PARENT} of orders · child never arrived; is its service exporting?`,
      );
    });

    it('is complete with several roots, as no parent is missing', async () => {
      const ids = ['1', '2', '3', '4'].map((digit) => digit.repeat(16));
      await exporter.export(...ids.map((spanId) => readableSpan({ spanId })));
      await expect(receiver.trace(TRACE_ID).complete({ quietMillis: 1 })).resolves.toMatchObject({
        complete: false,
        roots: { length: 4 },
      });
    });

    it('says where spans were expected when none came', async () => {
      await expect(receiver.trace(TRACE_ID).complete({ timeoutMillis: 20 })).rejects.toThrow(
        `No span of it arrived; is anything exporting to ${receiver.endpoint}?`,
      );
    });
  });
});
