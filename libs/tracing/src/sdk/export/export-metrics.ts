import {
  type Attributes,
  type Meter,
  type Observable,
  type ObservableCallback,
  type ObservableResult,
  createNoopMeter,
  metrics,
} from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import { PACKAGE_VERSION } from '#span/version.js';
import { warn } from '#span/warn.js';
import type { BatchObserver, ExportQueue } from './export-queue.js';
import {
  ATTR_OTEL_COMPONENT_NAME,
  ATTR_OTEL_COMPONENT_TYPE,
  METRIC_OTEL_SDK_EXPORTER_SPAN_EXPORTED,
  METRIC_OTEL_SDK_EXPORTER_SPAN_INFLIGHT,
  METRIC_OTEL_SDK_PROCESSOR_SPAN_PROCESSED,
  METRIC_OTEL_SDK_PROCESSOR_SPAN_QUEUE_CAPACITY,
  METRIC_OTEL_SDK_PROCESSOR_SPAN_QUEUE_SIZE,
  OTEL_COMPONENT_TYPE_VALUE_BATCHING_SPAN_PROCESSOR,
} from './metric-names.js';

const PROCESSOR = component(OTEL_COMPONENT_TYPE_VALUE_BATCHING_SPAN_PROCESSOR);

/**
 * Exports metrics of the queue by the meter provider of the application. The API has no proxy for one,
 * so each batch looks for one until one is registered.
 */
export class ExportMetrics implements BatchObserver {
  #registered = false;
  readonly #removals: (() => void)[] = [];
  readonly #queue: Pick<ExportQueue, 'status' | 'spansInFlight'>;
  readonly #exporterType: string;

  /** @param exporterType the type of the exporter, as the semantic conventions name it */
  constructor(queue: Pick<ExportQueue, 'status' | 'spansInFlight'>, exporterType: string) {
    this.#queue = queue;
    this.#exporterType = exporterType;
  }

  /** Registers the metrics if the application has a meter provider by now. Never throws. */
  beforeBatch(): void {
    if (this.#registered) return;
    try {
      const meter = metrics.getMeterProvider().getMeter('@traced/nest', PACKAGE_VERSION);
      if (meter === createNoopMeter()) return;
      this.#registered = true;
      this.#observeProcessor(meter);
      this.#observeExporter(meter, component(this.#exporterType));
    } catch (error) {
      warn('The metrics of the span queue could not be registered.', error);
    }
  }

  /** Unregisters the metrics, so that nothing refers to the queue any more. Never throws. */
  stop(): void {
    this.#registered = true;
    try {
      for (const remove of this.#removals.splice(0)) remove();
    } catch (error) {
      warn('The metrics of the span queue could not be unregistered.', error);
    }
  }

  #register(instrument: Observable, callback: ObservableCallback): void {
    instrument.addCallback(callback);
    this.#removals.push(() => instrument.removeCallback(callback));
  }

  #observeProcessor(meter: Meter): void {
    const queue = this.#queue;
    this.#register(
      meter.createObservableUpDownCounter(METRIC_OTEL_SDK_PROCESSOR_SPAN_QUEUE_SIZE, {
        unit: '{span}',
        description: 'The number of spans in the queue.',
      }),
      (result) => result.observe(queue.status.queued, PROCESSOR),
    );
    this.#register(
      meter.createObservableUpDownCounter(METRIC_OTEL_SDK_PROCESSOR_SPAN_QUEUE_CAPACITY, {
        unit: '{span}',
        description: 'The maximum number of spans the queue can hold.',
      }),
      (result) => result.observe(queue.status.capacity, PROCESSOR),
    );
    this.#register(
      meter.createObservableCounter(METRIC_OTEL_SDK_PROCESSOR_SPAN_PROCESSED, {
        unit: '{span}',
        description: 'The number of spans that were acknowledged, or dropped for the reason given.',
      }),
      (result) => {
        const { sent, dropped } = queue.status;
        observe(result, sent, PROCESSOR);
        for (const [reason, count] of Object.entries(dropped)) {
          observe(result, count, { ...PROCESSOR, [ATTR_ERROR_TYPE]: reason });
        }
      },
    );
  }

  #observeExporter(meter: Meter, exporter: Attributes): void {
    const queue = this.#queue;
    this.#register(
      meter.createObservableUpDownCounter(METRIC_OTEL_SDK_EXPORTER_SPAN_INFLIGHT, {
        unit: '{span}',
        description: 'The number of spans that were sent and have not been answered.',
      }),
      (result) => result.observe(queue.spansInFlight, exporter),
    );
    this.#register(
      meter.createObservableCounter(METRIC_OTEL_SDK_EXPORTER_SPAN_EXPORTED, {
        unit: '{span}',
        description: 'The number of spans that the collector has accepted or rejected.',
      }),
      (result) => {
        const { sent, dropped } = queue.status;
        observe(result, sent, exporter);
        observe(result, dropped.rejected, { ...exporter, [ATTR_ERROR_TYPE]: 'rejected' });
      },
    );
  }
}

/** Observes a count unless it is 0, as a counter that has not counted yet has no value. */
function observe(result: ObservableResult, count: number, attributes: Attributes): void {
  if (count > 0) result.observe(count, attributes);
}

function component(type: string): Attributes {
  return { [ATTR_OTEL_COMPONENT_TYPE]: type, [ATTR_OTEL_COMPONENT_NAME]: `${type}/0` };
}
