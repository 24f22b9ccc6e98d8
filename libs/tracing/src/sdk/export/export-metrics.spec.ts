import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { afterEach, describe, expect, it } from '@jest/globals';
import { finishedSpan } from '../../../test/finished-span.js';
import {
  INVALID,
  SUCCESS,
  ScriptedTransports,
  answering,
} from '../../../test/scripted-transports.js';
import { ExportMetrics } from './export-metrics.js';
import { ExportQueue } from './export-queue.js';

const PROCESSOR = {
  'otel.component.type': 'batching_span_processor',
  'otel.component.name': 'batching_span_processor/0',
};
const EXPORTER = {
  'otel.component.type': 'otlp_grpc_span_exporter',
  'otel.component.name': 'otlp_grpc_span_exporter/0',
};

class Meters {
  readonly #exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  readonly #provider = new MeterProvider({
    readers: [
      new PeriodicExportingMetricReader({
        exporter: this.#exporter,
        exportIntervalMillis: 3_600_000,
      }),
    ],
  });

  timesAsked = 0;

  register(): void {
    metrics.setGlobalMeterProvider({
      getMeter: (name, version) => {
        this.timesAsked++;
        return this.#provider.getMeter(name, version);
      },
    });
  }

  /** The values of every metric by name, each with its attributes. */
  async collect(): Promise<Record<string, unknown>> {
    this.#exporter.reset();
    await this.#provider.forceFlush();
    const scopes = this.#exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
    return Object.fromEntries(
      scopes.flatMap(({ metrics }) =>
        metrics.map(({ descriptor: { name, unit }, dataPoints }) => [
          `${name} ${unit}`,
          dataPoints.map(({ attributes, value }) => [attributes, value]),
        ]),
      ),
    );
  }
}

function setUp() {
  const exporters = new ScriptedTransports();
  const queue = new ExportQueue({
    maxQueueSize: 4,
    maxExportBatchSize: 2,
    scheduledDelayMillis: 3_600_000,
    exportTimeoutMillis: 3_600_000,
    createTransport: exporters.create,
    write: () => {},
  });
  const exportMetrics = new ExportMetrics(queue, 'otlp_grpc_span_exporter');
  queue.observe(exportMetrics);
  return { exporters, queue, exportMetrics };
}

async function exportSome({ queue, exporters }: ReturnType<typeof setUp>): Promise<void> {
  for (let n = 0; n < 5; n++) queue.onEnd(finishedSpan(n));
  await queue.forceFlush();
  exporters.behave = answering(INVALID);
  queue.onEnd(finishedSpan(5));
  await queue.forceFlush();
  exporters.behave = () => undefined;
  for (let n = 6; n < 9; n++) queue.onEnd(finishedSpan(n));
  void queue.forceFlush();
}

const SOME_EXPORTED = {
  'otel.sdk.processor.span.queue.size {span}': [[PROCESSOR, 3]],
  'otel.sdk.processor.span.queue.capacity {span}': [[PROCESSOR, 4]],
  'otel.sdk.processor.span.processed {span}': [
    [PROCESSOR, 4],
    [{ ...PROCESSOR, 'error.type': 'queue_full' }, 1],
    [{ ...PROCESSOR, 'error.type': 'rejected' }, 1],
  ],
  'otel.sdk.exporter.span.inflight {span}': [[EXPORTER, 2]],
  'otel.sdk.exporter.span.exported {span}': [
    [EXPORTER, 4],
    [{ ...EXPORTER, 'error.type': 'rejected' }, 1],
  ],
};

describe('ExportMetrics', () => {
  afterEach(() => metrics.disable());

  it('reports to a meter provider that was registered before', async () => {
    const meters = new Meters();
    meters.register();
    const parts = setUp();
    parts.exportMetrics.beforeBatch();
    expect(await meters.collect()).toEqual({
      'otel.sdk.processor.span.queue.size {span}': [[PROCESSOR, 0]],
      'otel.sdk.processor.span.queue.capacity {span}': [[PROCESSOR, 4]],
      'otel.sdk.exporter.span.inflight {span}': [[EXPORTER, 0]],
    });
    await exportSome(parts);
    expect(await meters.collect()).toEqual(SOME_EXPORTED);
  });

  it('tells a meter provider that came later everything since the start, once', async () => {
    const parts = setUp();
    parts.exportMetrics.beforeBatch();
    parts.queue.onEnd(finishedSpan(0));
    await parts.queue.forceFlush();
    const meters = new Meters();
    meters.register();
    expect(await meters.collect()).toEqual({});
    parts.queue.onEnd(finishedSpan(1));
    await parts.queue.forceFlush();
    parts.exportMetrics.beforeBatch();
    expect(await meters.collect()).toMatchObject({
      'otel.sdk.processor.span.queue.size {span}': [[PROCESSOR, 0]],
      'otel.sdk.processor.span.processed {span}': [[PROCESSOR, 2]],
    });
    expect(meters.timesAsked).toBe(1);
  });

  it('reports nothing any more once it is stopped', async () => {
    const meters = new Meters();
    meters.register();
    const { exportMetrics } = setUp();
    exportMetrics.beforeBatch();
    exportMetrics.stop();
    exportMetrics.beforeBatch();
    expect(await meters.collect()).toEqual({});
  });

  it('lets no meter provider disturb the export', async () => {
    metrics.setGlobalMeterProvider({
      getMeter: () => {
        throw new Error('no meter');
      },
    });
    const { queue, exporters } = setUp();
    exporters.behave = answering(SUCCESS);
    queue.onEnd(finishedSpan(0));
    await queue.forceFlush();
    expect(queue.status.sent).toBe(1);
  });
});
