import {
  type Context,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  type SpanContext,
  type TraceState,
  context,
  createContextKey,
  createTraceState,
  trace,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import * as fc from 'fast-check';
import { SLOTS, type Slot, type Written, expression } from './written.js';

/** The key of a value that only some contexts of programs have, by which a processor shows which context it got. */
export const MARKER = createContextKey('marker of a program');

/** Generates contexts as callers pass them when they start a span. */
export function anyContext(): fc.Arbitrary<Written<Context | undefined>> {
  const plain: (() => Context | undefined)[] = [
    () => undefined,
    () => ROOT_CONTEXT,
    () => context.active(),
    () => ROOT_CONTEXT.setValue(MARKER, 'marked'),
    () => suppressTracing(ROOT_CONTEXT),
  ];
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: fc.constantFrom(...plain.map(expression)) },
    { weight: 3, arbitrary: fc.constantFrom(...SLOTS).map(below) },
    { weight: 3, arbitrary: anySpanContext().map(belowSpanContext) },
  );
}

/** Generates the span contexts of remote, local, unsampled and invalid spans, and of the spans of a program. */
export function anySpanContext(): fc.Arbitrary<Written<SpanContext>> {
  return fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...SLOTS).map(spanContextOf) },
    { weight: 3, arbitrary: fc.constantFrom(...SPAN_CONTEXTS.map(expression)) },
  );
}

/** Generates trace states, empty ones included. */
export function anyTraceState(): fc.Arbitrary<Written<TraceState>> {
  const states = [
    () => createTraceState('vendor=value'),
    () => createTraceState('a=1,b=2'),
    () => createTraceState(''),
  ];
  return fc.constantFrom(...states.map(expression));
}

const TRACE_ID = 'a'.repeat(32);
const SPAN_ID = 'b'.repeat(16);

const SPAN_CONTEXTS: readonly (() => SpanContext)[] = [
  () => ({ traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1, isRemote: true }),
  () => ({ traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 0, isRemote: true }),
  () => ({ traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1 }),
  () => ({ traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 0, isRemote: false }),
  () => ({ traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 0xff, isRemote: true }),
  () => ({
    traceId: 'c'.repeat(32),
    spanId: 'd'.repeat(16),
    traceFlags: 1,
    isRemote: true,
    traceState: createTraceState('vendor=value,other=1'),
  }),
  () => ({ traceId: '01'.padStart(32, '0'), spanId: '01'.padStart(16, '0'), traceFlags: 1 }),
  () => ({ traceId: '8'.padEnd(32, '0'), spanId: 'f'.repeat(16), traceFlags: 1, isRemote: true }),
  () => ({ traceId: 'AB'.repeat(16), spanId: 'CD'.repeat(8), traceFlags: 1, isRemote: true }),
  () => ({ traceId: '0'.repeat(32), spanId: SPAN_ID, traceFlags: 1, isRemote: true }),
  () => ({ traceId: TRACE_ID, spanId: '0'.repeat(16), traceFlags: 1 }),
  () => INVALID_SPAN_CONTEXT,
];

function below(slot: Slot): Written<Context> {
  return {
    source: `below(${slot})`,
    make(scope) {
      const span = scope.span(slot);
      return span ? trace.setSpan(context.active(), span) : context.active();
    },
  };
}

function belowSpanContext(parent: Written<SpanContext>): Written<Context> {
  return {
    source: `trace.setSpanContext(ROOT_CONTEXT, ${parent.source})`,
    make: (scope) => trace.setSpanContext(ROOT_CONTEXT, parent.make(scope)),
  };
}

function spanContextOf(slot: Slot): Written<SpanContext> {
  return {
    source: `${slot}.spanContext()`,
    make: (scope) => scope.span(slot)?.spanContext() ?? INVALID_SPAN_CONTEXT,
  };
}
