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
  TracerProvider,
} from '@opentelemetry/sdk-trace';

/** The SDK with its spans kept in memory. Registers itself for the whole process: one a spec file. */
export class SpanRecorder {
  private readonly exporter = new InMemorySpanExporter();

  constructor(sampler: Sampler = new ParentBasedSampler({ root: new AlwaysOnSampler() })) {
    const spanProcessors = [new SimpleSpanProcessor({ exporter: this.exporter })];
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    trace.setGlobalTracerProvider(new TracerProvider({ sampler, spanProcessors }));
  }

  get spans(): readonly ReadableSpan[] {
    return this.exporter.getFinishedSpans();
  }

  reset(): void {
    this.exporter.reset();
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
    const ids = new Set(this.spans.map((span) => span.spanContext().spanId));
    const roots = this.spans.filter((span) => !ids.has(span.parentSpanContext?.spanId ?? ''));
    return roots.map((root) => this.lines(root, '')).join('\n');
  }

  private lines(span: ReadableSpan, indent: string): string {
    const children = this.spans.filter(
      ({ parentSpanContext }) => parentSpanContext?.spanId === span.spanContext().spanId,
    );
    const below = children.map((child) => this.lines(child, `${indent}  `));
    return [`${indent}${span.name}`, ...below].join('\n');
  }
}

/** Runs `fn` in a span called `root`, as a request would. */
export function inRoot<T>(fn: () => Promise<T>): Promise<T> {
  return trace.getTracer('test').startActiveSpan('root', async (span) => {
    try {
      return await fn();
    } finally {
      span.end();
    }
  });
}
