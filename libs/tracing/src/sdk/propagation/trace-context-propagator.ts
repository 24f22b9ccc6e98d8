import {
  type Context,
  INVALID_SPANID,
  INVALID_TRACEID,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  TraceFlags,
  createContextKey,
  trace,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { callerContext } from '#span/context/caller-context.js';
import { copyText } from '#span/capture/cut-text.js';
import { readListField, readSingleField } from './field-value.js';
import { parseTraceState } from './trace-state.js';

const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';

/**
 * Matches version, trace-id, parent-id and trace-flags; a higher version adds fields after a dash
 * (§3.2.4).
 */
const FIELDS = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?=-|$)/;
const FIELDS_LENGTH = 55;

/** The flag of a random trace-id (§3.2.2.5.2), for which the API has no name yet. */
const RANDOM = 0b10;
const KNOWN_FLAGS = TraceFlags.SAMPLED | RANDOM;

/**
 * The key of the trace-id that was received with the random flag, as spans of the SDK have only the
 * sampled flag.
 */
const RANDOM_TRACE_ID = createContextKey('@traced/nest random trace-id');

/**
 * Carries the trace context in `traceparent` and `tracestate`. A header that breaks the rules is
 * ignored. Header names are expected in lower case, as `node:http` has them.
 *
 * @see https://www.w3.org/TR/trace-context-2/
 */
export class TraceContextPropagator implements TextMapPropagator<unknown> {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const spanContext = trace.getSpanContext(context);
    if (!spanContext || isTracingSuppressed(context)) return;
    const traceparent = formatTraceparent(spanContext, flagsOf(spanContext, context));
    if (!isTraceparent(traceparent)) return;
    setter.set(carrier, TRACEPARENT, traceparent);
    const tracestate = spanContext.traceState?.serialize();
    if (tracestate) setter.set(carrier, TRACESTATE, tracestate);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const traceparent = readSingleField(getter.get(carrier, TRACEPARENT));
    const spanContext = traceparent === undefined ? undefined : parseTraceparent(traceparent);
    if (!spanContext) return context;
    const tracestate = readListField(getter.get(carrier, TRACESTATE));
    const traceState = tracestate === undefined ? undefined : parseTraceState(tracestate);
    if (traceState) spanContext.traceState = traceState;
    const extracted = callerContext(context, spanContext);
    if (!(spanContext.traceFlags & RANDOM)) return extracted;
    return extracted.setValue(RANDOM_TRACE_ID, spanContext.traceId);
  }

  fields(): string[] {
    return [TRACEPARENT, TRACESTATE];
  }
}

function parseTraceparent(header: string): SpanContext | undefined {
  if (!isTraceparent(header)) return undefined;
  // A higher version may add long fields, which the ids would hold in memory for as long as their spans live.
  const fields =
    header.length === FIELDS_LENGTH ? header : copyText(header.slice(0, FIELDS_LENGTH));
  return {
    traceId: fields.slice(3, 35),
    spanId: fields.slice(36, 52),
    traceFlags: Number.parseInt(fields.slice(53), 16) & KNOWN_FLAGS,
    isRemote: true,
  };
}

function isTraceparent(header: string): boolean {
  const hasIds = !header.startsWith(INVALID_TRACEID, 3) && !header.startsWith(INVALID_SPANID, 36);
  return FIELDS.test(header) && isKnownVersion(header) && hasIds;
}

/**
 * Whether the version can be read: `00` ends with its flags, and `ff` is invalid. A comma joins two
 * headers.
 */
function isKnownVersion(header: string): boolean {
  if (header.startsWith('00')) return header.length === FIELDS_LENGTH;
  return !header.startsWith('ff') && !header.includes(',');
}

function formatTraceparent({ traceId, spanId }: SpanContext, flags: number): string {
  return `00-${traceId}-${spanId}-0${flags}`;
}

function flagsOf({ traceId, traceFlags }: SpanContext, context: Context): number {
  const random = context.getValue(RANDOM_TRACE_ID) === traceId ? RANDOM : TraceFlags.NONE;
  return (traceFlags & KNOWN_FLAGS) | random;
}
