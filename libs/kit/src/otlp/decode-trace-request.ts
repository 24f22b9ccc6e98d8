import type { Span, SpanEvent, SpanLink, SpanStatus } from '../trace/span.js';
import { readAttribute } from './decode-attributes.js';
import { type ItemDecoder, decodeRequest } from './decode-envelope.js';
import type { DecodedRequest, Origin } from './decoded.js';
import { SPAN_KINDS, STATUS_CODES } from './enums.js';
import { MalformedOtlpError } from './errors.js';
import type { ProtobufReader } from './protobuf-reader.js';

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

/**
 * Decodes the protobuf bytes of an `ExportTraceServiceRequest`, and skips unknown fields. A span without a valid id, or
 * whose own bytes are malformed, is refused.
 * @throws {MalformedOtlpError} when the bytes are no such message.
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
 */
export function decodeTraceRequest(bytes: Buffer): DecodedRequest<Span> {
  return decodeRequest(bytes, SPANS);
}

const SPANS: ItemDecoder<Span> = { read: readSpan, traceIdOf: findTraceId };

const UNSET: SpanStatus = Object.freeze({ code: 'UNSET', message: '' });
const NONE: readonly never[] = Object.freeze([]);

function readSpan(reader: ProtobufReader, { resource, scope }: Origin): Span {
  const attributes = {};
  let traceId: string | undefined;
  let spanId: string | undefined;
  let parentSpanId: string | undefined;
  let traceState = '';
  let flags = 0;
  let name = '';
  let kind = 0;
  let startTimeUnixNano = 0n;
  let endTimeUnixNano = 0n;
  let droppedAttributesCount = 0;
  let events: SpanEvent[] | undefined;
  let droppedEventsCount = 0;
  let links: SpanLink[] | undefined;
  let droppedLinksCount = 0;
  let status = UNSET;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    switch (field) {
      case 1:
        traceId = reader.id(TRACE_ID_BYTES);
        break;
      case 2:
        spanId = reader.id(SPAN_ID_BYTES);
        break;
      case 3:
        traceState = reader.text();
        break;
      case 4:
        parentSpanId = reader.id(SPAN_ID_BYTES);
        break;
      case 5:
        name = reader.text();
        break;
      case 6:
        kind = reader.uint32();
        break;
      case 7:
        startTimeUnixNano = reader.fixed64();
        break;
      case 8:
        endTimeUnixNano = reader.fixed64();
        break;
      case 9:
        readAttribute(reader, attributes);
        break;
      case 10:
        droppedAttributesCount = reader.uint32();
        break;
      case 11:
        (events ??= []).push(readEvent(reader));
        break;
      case 12:
        droppedEventsCount = reader.uint32();
        break;
      case 13:
        (links ??= []).push(readLink(reader));
        break;
      case 14:
        droppedLinksCount = reader.uint32();
        break;
      case 15:
        status = readStatus(reader);
        break;
      case 16:
        flags = reader.fixed32();
        break;
      default:
        reader.skip();
    }
  }
  return {
    traceId: requireId(traceId, 'trace', TRACE_ID_BYTES),
    spanId: requireId(spanId, 'span', SPAN_ID_BYTES),
    parentSpanId,
    traceState,
    flags,
    name,
    kind: SPAN_KINDS[kind] ?? 'UNSPECIFIED',
    startTimeUnixNano,
    endTimeUnixNano,
    attributes,
    droppedAttributesCount,
    events: events ?? NONE,
    droppedEventsCount,
    links: links ?? NONE,
    droppedLinksCount,
    status,
    resource,
    scope,
  };
}

function readEvent(reader: ProtobufReader): SpanEvent {
  const attributes = {};
  let name = '';
  let timeUnixNano = 0n;
  let droppedAttributesCount = 0;
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) timeUnixNano = reader.fixed64();
    else if (field === 2) name = reader.text();
    else if (field === 3) readAttribute(reader, attributes);
    else if (field === 4) droppedAttributesCount = reader.uint32();
    else reader.skip();
  }
  reader.leave(outer);
  return { name, timeUnixNano, attributes, droppedAttributesCount };
}

function readLink(reader: ProtobufReader): SpanLink {
  const attributes = {};
  let traceId = '';
  let spanId = '';
  let traceState = '';
  let flags = 0;
  let droppedAttributesCount = 0;
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) traceId = reader.bytes().toString('hex');
    else if (field === 2) spanId = reader.bytes().toString('hex');
    else if (field === 3) traceState = reader.text();
    else if (field === 4) readAttribute(reader, attributes);
    else if (field === 5) droppedAttributesCount = reader.uint32();
    else if (field === 6) flags = reader.fixed32();
    else reader.skip();
  }
  reader.leave(outer);
  return { traceId, spanId, traceState, flags, attributes, droppedAttributesCount };
}

function readStatus(reader: ProtobufReader): SpanStatus {
  let message = '';
  let code = 0;
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 2) message = reader.text();
    else if (field === 3) code = reader.uint32();
    else reader.skip();
  }
  reader.leave(outer);
  return code === 0 && message === '' ? UNSET : { code: STATUS_CODES[code] ?? 'UNSET', message };
}

function requireId(id: string | undefined, whose: string, length: number): string {
  if (id !== undefined) return id;
  throw new MalformedOtlpError(`a ${whose} id of ${length} bytes that are not all zero`, 'none');
}

function findTraceId(span: ProtobufReader): string | undefined {
  try {
    for (let field = span.next(); field !== 0; field = span.next()) {
      if (field === 1) return span.id(TRACE_ID_BYTES);
      span.skip();
    }
  } catch (error) {
    if (!(error instanceof MalformedOtlpError)) throw error;
  }
  return undefined;
}
