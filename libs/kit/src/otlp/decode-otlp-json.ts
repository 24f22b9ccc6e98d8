import type { Span, SpanEvent, SpanLink, SpanStatus } from '../trace/span.js';
import type { DecodedRequest, Origin } from './decoded.js';
import { SPAN_KINDS, STATUS_CODES } from './enums.js';
import { MalformedOtlpError } from './errors.js';
import { readAttributed } from './json-attributes.js';
import { type JsonItemDecoder, decodeJsonRequest, eachItem } from './json-envelope.js';
import type { JsonMessage } from './json-message.js';

const TRACE_ID_DIGITS = 32;
const SPAN_ID_DIGITS = 16;

const SPANS: JsonItemDecoder<Span> = {
  resources: 'resourceSpans',
  scopes: 'scopeSpans',
  items: 'spans',
  read: readSpan,
  traceIdOf: findTraceId,
};

/**
 * Decodes an OTLP/JSON document that `JSON.parse` has read, and skips unknown fields. It reads back what `toOtlpJson`
 * writes.
 * @throws {MalformedOtlpError} when a field is not as OTLP demands; the error names it.
 */
export function decodeOtlpJson(document: unknown): Span[] {
  return Array.from(eachItem(document, SPANS), ([span, origin]) => readSpan(span, origin));
}

/**
 * Decodes an `ExportTraceServiceRequest` in JSON as {@link decodeOtlpJson} does, but refuses a span that is not as OTLP
 * demands, and takes the others.
 * @throws {MalformedOtlpError} when what is around the spans is not as OTLP demands.
 */
export function decodeJsonTraceRequest(document: unknown): DecodedRequest<Span> {
  return decodeJsonRequest(document, SPANS);
}

function readSpan(span: JsonMessage, { resource, scope }: Origin): Span {
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
    ...readAttributed(span),
    events: span.repeated('events').map(readEvent),
    droppedEventsCount: span.uint32('droppedEventsCount'),
    links: span.repeated('links').map(readLink),
    droppedLinksCount: span.uint32('droppedLinksCount'),
    status: readStatus(span.message('status')),
    resource,
    scope,
  };
}

function readEvent(event: JsonMessage): SpanEvent {
  return {
    name: event.text('name'),
    timeUnixNano: event.uint64('timeUnixNano'),
    ...readAttributed(event),
  };
}

function readLink(link: JsonMessage): SpanLink {
  return {
    traceId: link.id('traceId', TRACE_ID_DIGITS) ?? '',
    spanId: link.id('spanId', SPAN_ID_DIGITS) ?? '',
    traceState: link.text('traceState'),
    flags: link.uint32('flags'),
    ...readAttributed(link),
  };
}

function readStatus(status: JsonMessage): SpanStatus {
  return { code: STATUS_CODES[status.uint32('code')] ?? 'UNSET', message: status.text('message') };
}

function requireId(span: JsonMessage, name: string, digits: number): string {
  return span.id(name, digits) ?? span.refuse(name, `${digits} hex digits that are not all zero`);
}

function findTraceId(span: JsonMessage): string | undefined {
  try {
    return span.id('traceId', TRACE_ID_DIGITS);
  } catch (error) {
    if (!(error instanceof MalformedOtlpError)) throw error;
    return undefined;
  }
}
