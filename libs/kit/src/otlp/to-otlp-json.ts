import { isMarkedDouble } from '../trace/doubles.js';
import type { AttributeValue, Attributes, Span } from '../trace/span.js';
import type { Trace } from '../trace/trace.js';
import { SPAN_KINDS, STATUS_CODES } from './enums.js';

/** An OTLP/JSON document, for `JSON.stringify`. */
export interface OtlpJson {
  readonly resourceSpans: readonly object[];
}

/**
 * Encodes the trace as one OTLP/JSON document, grouped by resource and instrumentation scope, which the Jaeger UI opens
 * as a file. Ids become hex digits, 64-bit integers strings, and enums numbers.
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 *
 * @example
 * await writeFile('order.otlp.json', JSON.stringify(toOtlpJson(trace)));
 */
export function toOtlpJson(trace: Trace): OtlpJson {
  return { resourceSpans: groupBy(trace.spans, encodeResource).map(encodeResourceSpans) };
}

function encodeResourceSpans({ key, spans }: Group): object {
  return { ...key, scopeSpans: groupBy(spans, encodeScope).map(encodeScopeSpans) };
}

function encodeScopeSpans({ key, spans }: Group): object {
  return { ...key, spans: spans.map(encodeSpan) };
}

function encodeResource({ resource }: Span): object {
  const { attributes, droppedAttributesCount, schemaUrl } = resource;
  return {
    resource: { attributes: encodeAttributes(attributes), droppedAttributesCount },
    ...(schemaUrl !== '' && { schemaUrl }),
  };
}

function encodeScope({ scope }: Span): object {
  const { schemaUrl, attributes, ...rest } = scope;
  return {
    scope: { ...rest, attributes: encodeAttributes(attributes) },
    ...(schemaUrl !== '' && { schemaUrl }),
  };
}

function encodeSpan(span: Span): object {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.traceState !== '' && { traceState: span.traceState }),
    ...(span.parentSpanId !== undefined && { parentSpanId: span.parentSpanId }),
    flags: span.flags,
    name: span.name,
    kind: SPAN_KINDS.indexOf(span.kind),
    startTimeUnixNano: String(span.startTimeUnixNano),
    endTimeUnixNano: String(span.endTimeUnixNano),
    attributes: encodeAttributes(span.attributes),
    droppedAttributesCount: span.droppedAttributesCount,
    events: span.events.map(({ timeUnixNano, attributes, ...event }) => ({
      ...event,
      timeUnixNano: String(timeUnixNano),
      attributes: encodeAttributes(attributes),
    })),
    droppedEventsCount: span.droppedEventsCount,
    links: span.links.map(({ attributes, ...link }) => ({
      ...link,
      attributes: encodeAttributes(attributes),
    })),
    droppedLinksCount: span.droppedLinksCount,
    status: { code: STATUS_CODES.indexOf(span.status.code), message: span.status.message },
  };
}

function encodeAttributes(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: encodeAnyValue(value, isMarkedDouble(attributes, key)),
  }));
}

function encodeAnyValue(value: AttributeValue, isDouble: boolean): object {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: String(value) };
  if (typeof value === 'number') return encodeNumber(value, isDouble);
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
  if (isArray(value)) return { arrayValue: { values: encodeItems(value) } };
  return { kvlistValue: { values: encodeAttributes(value) } };
}

function encodeItems(items: readonly AttributeValue[]): object[] {
  return items.map((item, index) => encodeAnyValue(item, isMarkedDouble(items, index)));
}

function encodeNumber(value: number, isDouble: boolean): object {
  if (!isDouble && Number.isSafeInteger(value)) return { intValue: String(value) };
  return { doubleValue: Number.isFinite(value) ? value : String(value) };
}

// Array.isArray does not narrow a readonly array: https://github.com/microsoft/TypeScript/issues/17002
function isArray(value: object): value is readonly AttributeValue[] {
  return Array.isArray(value);
}

interface Group {
  readonly key: object;
  readonly spans: Span[];
}

function groupBy(spans: readonly Span[], keyOf: (span: Span) => object): Group[] {
  const groups = new Map<string, Group>();
  for (const span of spans) {
    const key = keyOf(span);
    const id = JSON.stringify(key);
    const group = groups.get(id) ?? { key, spans: [] };
    groups.set(id, group);
    group.spans.push(span);
  }
  return [...groups.values()];
}
