import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  AlwaysOnSampler,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  TracerProvider,
  type TracerProviderOptions,
} from '@opentelemetry/sdk-trace';
import type { SpanNode } from '@traced/kit';
import { TraceRecorder } from '@traced/kit/memory';
import { now } from '#span/clock.js';

/** The SDK, whose spans are recorded in memory. It registers itself for the whole process, once a spec file. */
export class SpanRecorder extends TraceRecorder<ReadableSpan> {
  constructor(
    sampler: Sampler = new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    options: Pick<TracerProviderOptions, 'idGenerator'> = {},
  ) {
    super();
    const spanProcessors = [this.spanProcessor];
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    trace.setGlobalTracerProvider(new TracerProvider({ sampler, spanProcessors, ...options }));
  }

  get spans(): readonly ReadableSpan[] {
    return this.finished;
  }

  span(name: string): ReadableSpan {
    const found = this.spans.filter((span) => span.name === name);
    const [span] = found;
    if (!span || found.length > 1) {
      throw new Error(`Expected one span '${name}', got ${found.length} in:\n${this.tree()}`);
    }
    return span;
  }

  /** The names of the finished spans as indented text, siblings in the order in which they started. */
  tree(): string {
    const roots = this.traces().flatMap((recorded) => recorded.roots);
    return roots
      .toSorted((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano))
      .map((root) => linesOf(root, ''))
      .join('\n');
  }
}

function linesOf({ name, children }: SpanNode, indent: string): string {
  return [`${indent}${name}`, ...children.map((child) => linesOf(child, `${indent}  `))].join('\n');
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
