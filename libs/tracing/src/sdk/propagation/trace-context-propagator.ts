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
import { copyText } from '#span/capture/cut-text.js';
import { readListField, readSingleField } from './field-value.js';
import { parseTraceState } from './trace-state.js';

const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';

/** Version, trace-id, parent-id and trace-flags; what a higher version adds comes after a dash (§3.2.4). */
const FIELDS = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?=-|$)/;
const FIELDS_LENGTH = 55;

/** Says that the trace-id is random (§3.2.2.5.2); the API has no name for it yet. */
const RANDOM = 0b10;
const KNOWN_FLAGS = TraceFlags.SAMPLED | RANDOM;

/** The id of the trace that came with the random flag: the SDK gives its spans the sampled flag alone. */
const RANDOM_TRACE_ID = createContextKey('@traced/nest random trace-id');

/**
 * Carries the trace context in `traceparent` and `tracestate`. A header that breaks the rules is as
 * good as none. Asks its carrier for names in lower case, the spelling of `node:http`.
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
    const extracted = trace.setSpanContext(context, spanContext);
    if (!(spanContext.traceFlags & RANDOM)) return extracted;
    return extracted.setValue(RANDOM_TRACE_ID, spanContext.traceId);
  }

  fields(): string[] {
    return [TRACEPARENT, TRACESTATE];
  }
}

function parseTraceparent(header: string): SpanContext | undefined {
  if (!isTraceparent(header)) return undefined;
  // What a higher version adds may be long, and the ids would hold it for as long as their spans live.
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

/** Version `00` ends with its flags, `ff` is none. A comma in a higher one is what joins two headers. */
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
