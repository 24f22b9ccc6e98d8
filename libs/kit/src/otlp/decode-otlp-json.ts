import type {
  AttributeValue,
  Attributes,
  InstrumentationScope,
  Resource,
  Span,
  SpanEvent,
  SpanLink,
  SpanStatus,
} from '../trace/span.js';
import { MAX_VALUE_DEPTH } from './decode-attributes.js';
import { SPAN_KINDS, STATUS_CODES } from './enums.js';
import { MalformedOtlpError } from './errors.js';
import { JsonMessage } from './json-message.js';

const TRACE_ID_DIGITS = 32;
const SPAN_ID_DIGITS = 16;

/**
 * Decodes an OTLP/JSON document that `JSON.parse` has read, and skips unknown fields. It reads back what `toOtlpJson`
 * writes.
 * @throws {MalformedOtlpError} when a field is not as OTLP demands; the error names it.
 */
export function decodeOtlpJson(document: unknown): Span[] {
  return new JsonMessage(document, '').repeated('resourceSpans').flatMap(decodeResourceSpans);
}

function decodeResourceSpans(resourceSpans: JsonMessage): Span[] {
  const resource = decodeResource(
    resourceSpans.message('resource'),
    resourceSpans.text('schemaUrl'),
  );
  return resourceSpans
    .repeated('scopeSpans')
    .flatMap((scopeSpans) => decodeScopeSpans(scopeSpans, resource));
}

function decodeScopeSpans(scopeSpans: JsonMessage, resource: Resource): Span[] {
  const scope = decodeScope(scopeSpans.message('scope'), scopeSpans.text('schemaUrl'));
  return scopeSpans.repeated('spans').map((span) => decodeSpan(span, resource, scope));
}

function decodeResource(resource: JsonMessage, schemaUrl: string): Resource {
  return { ...decodeAttributed(resource), schemaUrl };
}

function decodeScope(scope: JsonMessage, schemaUrl: string): InstrumentationScope {
  return {
    name: scope.text('name'),
    version: scope.text('version'),
    ...decodeAttributed(scope),
    schemaUrl,
  };
}

function decodeSpan(span: JsonMessage, resource: Resource, scope: InstrumentationScope): Span {
  return {
    traceId: requireId(span, 'traceId', TRACE_ID_DIGITS),
    spanId: requireId(span, 'spanId', SPAN_ID_DIGITS),
    parentSpanId: span.id('parentSpanId', SPAN_ID_DIGITS),
    traceState: span.text('traceState'),
    flags: span.uint32('flags'),
    name: span.text('name'),
    kind: SPAN_KINDS[span.uint32('kind')] ?? 'UNSPECIFIED',
    startTimeUnixNano: span.uint64('startTimeUnixNano'),
    endTimeUnixNano: span.uint64('endTimeUnixNano'),
    ...decodeAttributed(span),
    events: span.repeated('events').map(decodeEvent),
    droppedEventsCount: span.uint32('droppedEventsCount'),
    links: span.repeated('links').map(decodeLink),
    droppedLinksCount: span.uint32('droppedLinksCount'),
    status: decodeStatus(span.message('status')),
    resource,
    scope,
  };
}

function decodeEvent(event: JsonMessage): SpanEvent {
  return {
    name: event.text('name'),
    timeUnixNano: event.uint64('timeUnixNano'),
    ...decodeAttributed(event),
  };
}

function decodeLink(link: JsonMessage): SpanLink {
  return {
    traceId: link.id('traceId', TRACE_ID_DIGITS) ?? '',
    spanId: link.id('spanId', SPAN_ID_DIGITS) ?? '',
    traceState: link.text('traceState'),
    flags: link.uint32('flags'),
    ...decodeAttributed(link),
  };
}

function decodeStatus(status: JsonMessage): SpanStatus {
  return { code: STATUS_CODES[status.uint32('code')] ?? 'UNSET', message: status.text('message') };
}

function requireId(span: JsonMessage, name: string, digits: number): string {
  return span.id(name, digits) ?? span.refuse(name, `${digits} hex digits that are not all zero`);
}

function decodeAttributed(
  message: JsonMessage,
): Pick<Resource, 'attributes' | 'droppedAttributesCount'> {
  return {
    attributes: decodeKeyValues(message.repeated('attributes'), 0),
    droppedAttributesCount: message.uint32('droppedAttributesCount'),
  };
}

function decodeKeyValues(keyValues: readonly JsonMessage[], depth: number): Attributes {
  return Object.fromEntries(
    keyValues.map((keyValue) => [
      keyValue.text('key'),
      decodeAnyValue(keyValue.message('value'), depth),
    ]),
  );
}

function decodeAnyValue(value: JsonMessage, depth: number): AttributeValue {
  if (depth > MAX_VALUE_DEPTH) {
    throw new MalformedOtlpError(`values nested at most ${MAX_VALUE_DEPTH} deep`, 'deeper ones');
  }
  if (value.has('stringValue')) return value.text('stringValue');
  if (value.has('boolValue')) return value.boolean('boolValue');
  if (value.has('intValue')) return value.int64('intValue');
  if (value.has('doubleValue')) return value.double('doubleValue');
  if (value.has('arrayValue')) return decodeArray(value.message('arrayValue'), depth + 1);
  if (value.has('kvlistValue')) {
    return decodeKeyValues(value.message('kvlistValue').repeated('values'), depth + 1);
  }
  if (value.has('bytesValue')) return value.bytes('bytesValue');
  return null;
}

function decodeArray(array: JsonMessage, depth: number): AttributeValue[] {
  return array.repeated('values').map((value) => decodeAnyValue(value, depth));
}
