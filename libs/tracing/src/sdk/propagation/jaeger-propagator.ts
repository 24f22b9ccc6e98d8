import {
  type Baggage,
  type Context,
  INVALID_SPANID,
  INVALID_TRACEID,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  TraceFlags,
  isSpanContextValid,
  propagation,
  trace,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { copyText } from '#span/capture/cut-text.js';
import { MAX_BYTES, MAX_MEMBERS } from './baggage-limits.js';
import { readSingleField } from './field-value.js';

const TRACE = 'uber-trace-id';
const BAGGAGE_PREFIX = 'uberctx-';

/** Matches trace, span, parent and flags. A client may leave out leading zeros, or escape the colons. */
const FIELDS =
  /^([0-9a-f]{1,32})(?::|%3a)([0-9a-f]{1,16})(?::|%3a)[0-9a-f]{0,16}(?::|%3a)([0-9a-f]{1,2})$/i;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i;

/**
 * Carries the trace context in `uber-trace-id`, and baggage in `uberctx-*`, as Jaeger's own clients
 * did. OpenTelemetry's package for this format ends with version 2 of the SDK. Header names are
 * expected in lower case, as `node:http` has them.
 *
 * @see https://www.jaegertracing.io/sdk-migration/#propagation-format
 */
export class JaegerPropagator implements TextMapPropagator<unknown> {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    if (isTracingSuppressed(context)) return;
    const span = trace.getSpanContext(context);
    if (span && isSpanContextValid(span)) setter.set(carrier, TRACE, formatTrace(span));
    const baggage = propagation.getBaggage(context);
    for (const [name, value] of baggage ? formatBaggage(baggage) : [])
      setter.set(carrier, name, value);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const header = readSingleField(getter.get(carrier, TRACE));
    const span = header === undefined ? undefined : parseTrace(header);
    const extracted = span ? trace.setSpanContext(context, span) : context;
    const baggage = extractBaggage(propagation.getBaggage(context), carrier, getter);
    return baggage ? propagation.setBaggage(extracted, baggage) : extracted;
  }

  fields(): string[] {
    return [TRACE];
  }
}

function formatTrace({ traceId, spanId, traceFlags }: SpanContext): string {
  return `${traceId}:${spanId}:0:${traceFlags & TraceFlags.SAMPLED}`;
}

function parseTrace(header: string): SpanContext | undefined {
  const [, trace = '', span = '', flags = ''] = FIELDS.exec(header) ?? [];
  const traceId = copyText(trace.toLowerCase().padStart(INVALID_TRACEID.length, '0'));
  const spanId = copyText(span.toLowerCase().padStart(INVALID_SPANID.length, '0'));
  if (traceId === INVALID_TRACEID || spanId === INVALID_SPANID) return undefined;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  return { traceId, spanId, traceFlags, isRemote: true };
}

function formatBaggage(baggage: Baggage): (readonly [name: string, value: string])[] {
  const headers: (readonly [string, string])[] = [];
  let bytes = 0;
  for (const [key, entry] of baggage.getAllEntries()) {
    const value = encodeURIComponent(entry.value.toWellFormed());
    const length = BAGGAGE_PREFIX.length + key.length + value.length;
    if (!TOKEN.test(key) || bytes + length > MAX_BYTES) continue;
    bytes += length;
    headers.push([`${BAGGAGE_PREFIX}${key}`, value]);
    if (headers.length === MAX_MEMBERS) break;
  }
  return headers;
}

/** Adds the received baggage to the known one, up to the limits of the header `baggage`. */
function extractBaggage(
  known: Baggage | undefined,
  carrier: unknown,
  getter: TextMapGetter,
): Baggage | undefined {
  const members = new Map(known?.getAllEntries());
  let bytes = 0;
  for (const name of getter.keys(carrier)) {
    const key = name.startsWith(BAGGAGE_PREFIX) ? name.slice(BAGGAGE_PREFIX.length) : '';
    const header = key === '' ? undefined : readSingleField(getter.get(carrier, name));
    const value = header === undefined ? undefined : decode(header);
    if (header === undefined || value === undefined) continue;
    bytes += name.length + header.length;
    if (bytes > MAX_BYTES || members.size === MAX_MEMBERS) break;
    members.set(key, { value });
  }
  return members.size > 0 ? propagation.createBaggage(Object.fromEntries(members)) : undefined;
}

function decode(header: string): string | undefined {
  try {
    return decodeURIComponent(header);
  } catch {
    return undefined;
  }
}
