import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  AlwaysOnSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
  type SpanProcessor,
  TracerProvider,
  type TracerProviderOptions,
} from '@opentelemetry/sdk-trace';
import { now } from '#span/clock.js';

/**
 * The SDK with an exporter that stores the spans in memory. It
 * registers itself for the whole process, once a spec file.
 */
export class SpanRecorder {
  readonly #exporter = new InMemorySpanExporter();
  readonly #counter = new StartCounter();

  constructor(
    sampler: Sampler = new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    options: Pick<TracerProviderOptions, 'idGenerator'> = {},
  ) {
    const spanProcessors = [new SimpleSpanProcessor({ exporter: this.#exporter }), this.#counter];
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    trace.setGlobalTracerProvider(new TracerProvider({ sampler, spanProcessors, ...options }));
  }

  get spans(): readonly ReadableSpan[] {
    return this.#exporter.getFinishedSpans();
  }

  /** The number of spans that have started, whether they have ended or not. */
  get started(): number {
    return this.#counter.started;
  }

  reset(): void {
    this.#exporter.reset();
    this.#counter.started = 0;
  }

  span(name: string): ReadableSpan {
    const found = this.spans.filter((span) => span.name === name);
    const [span] = found;
    if (!span || found.length > 1) {
      throw new Error(`Expected one span '${name}', got ${found.length} in:\n${this.tree()}`);
    }
    return span;
  }

  /** The finished spans as indented text, siblings in the order in which they started. */
  tree(): string {
    const spans = this.spans.toSorted(byStart);
    const ids = new Set(spans.map((span) => span.spanContext().spanId));
    const roots = spans.filter((span) => !ids.has(span.parentSpanContext?.spanId ?? ''));
    return roots.map((root) => linesOf(root, spans, '')).join('\n');
  }
}

function linesOf(span: ReadableSpan, spans: readonly ReadableSpan[], indent: string): string {
  const children = spans.filter(
    ({ parentSpanContext }) => parentSpanContext?.spanId === span.spanContext().spanId,
  );
  const below = children.map((child) => linesOf(child, spans, `${indent}  `));
  return [`${indent}${span.name}`, ...below].join('\n');
}

function byStart({ startTime: a }: ReadableSpan, { startTime: b }: ReadableSpan): number {
  return a[0] - b[0] || a[1] - b[1];
}

class StartCounter implements SpanProcessor {
  started = 0;

  onStart(): void {
    this.started += 1;
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** The name of the active span, if it is recorded. */
export function activeSpanName(): string | undefined {
  return (trace.getActiveSpan() as ReadableSpan | undefined)?.name;
}

/** Runs `fn` in a span called `root`, as a request would. */
export function inRoot<T>(fn: () => Promise<T>): Promise<T> {
  return trace.getTracer('test').startActiveSpan('root', { startTime: now() }, async (span) => {
    try {
      return await fn();
    } finally {
      span.end();
    }
  });
}
