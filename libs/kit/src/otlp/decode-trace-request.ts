import type {
  InstrumentationScope,
  Resource,
  Span,
  SpanEvent,
  SpanLink,
  SpanStatus,
} from '../trace/span.js';
import { decodeAttributes } from './decode-attributes.js';
import { SPAN_KINDS, STATUS_CODES } from './enums.js';
import { MalformedOtlpError } from './errors.js';
import { ProtobufMessage } from './protobuf-message.js';

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

/** A span and what it took on the wire. */
export interface DecodedSpan {
  readonly span: Span;
  /** The size of the span on the wire in bytes, without its resource and scope. */
  readonly bytes: number;
}

/**
 * Decodes the protobuf bytes of an `ExportTraceServiceRequest`, and skips unknown fields.
 * @throws {MalformedOtlpError} when the bytes are no such message, or when even one span has no valid id.
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
 */
export function decodeTraceRequest(bytes: Buffer): DecodedSpan[] {
  return new ProtobufMessage(bytes).repeated(1).flatMap(decodeResourceSpans);
}

function decodeResourceSpans(bytes: Buffer): DecodedSpan[] {
  const resourceSpans = new ProtobufMessage(bytes);
  const resource = decodeResource(resourceSpans.message(1), resourceSpans.text(3));
  return resourceSpans.repeated(2).flatMap((scopeSpans) => decodeScopeSpans(scopeSpans, resource));
}

function decodeScopeSpans(bytes: Buffer, resource: Resource): DecodedSpan[] {
  const scopeSpans = new ProtobufMessage(bytes);
  const scope = decodeScope(scopeSpans.message(1), scopeSpans.text(3));
  return scopeSpans.repeated(2).map((span) => ({
    span: decodeSpan(new ProtobufMessage(span), resource, scope),
    bytes: span.length,
  }));
}

function decodeResource(resource: ProtobufMessage, schemaUrl: string): Resource {
  return {
    attributes: decodeAttributes(resource.repeated(1)),
    droppedAttributesCount: resource.uint32(2),
    schemaUrl,
  };
}

function decodeScope(scope: ProtobufMessage, schemaUrl: string): InstrumentationScope {
  return {
    name: scope.text(1),
    version: scope.text(2),
    attributes: decodeAttributes(scope.repeated(3)),
    droppedAttributesCount: scope.uint32(4),
    schemaUrl,
  };
}

function decodeSpan(span: ProtobufMessage, resource: Resource, scope: InstrumentationScope): Span {
  return {
    traceId: decodeId(span.bytes(1), TRACE_ID_BYTES),
    spanId: decodeId(span.bytes(2), SPAN_ID_BYTES),
    traceState: span.text(3),
    parentSpanId: isZero(span.bytes(4)) ? undefined : decodeId(span.bytes(4), SPAN_ID_BYTES),
    name: span.text(5),
    kind: SPAN_KINDS[span.uint32(6)] ?? 'UNSPECIFIED',
    startTimeUnixNano: span.fixed64(7),
    endTimeUnixNano: span.fixed64(8),
    attributes: decodeAttributes(span.repeated(9)),
    droppedAttributesCount: span.uint32(10),
    events: span.repeated(11).map((event) => decodeEvent(new ProtobufMessage(event))),
    droppedEventsCount: span.uint32(12),
    links: span.repeated(13).map((link) => decodeLink(new ProtobufMessage(link))),
    droppedLinksCount: span.uint32(14),
    status: decodeStatus(span.message(15)),
    flags: span.fixed32(16),
    resource,
    scope,
  };
}

function decodeEvent(event: ProtobufMessage): SpanEvent {
  return {
    timeUnixNano: event.fixed64(1),
    name: event.text(2),
    attributes: decodeAttributes(event.repeated(3)),
    droppedAttributesCount: event.uint32(4),
  };
}

function decodeLink(link: ProtobufMessage): SpanLink {
  return {
    traceId: link.bytes(1).toString('hex'),
    spanId: link.bytes(2).toString('hex'),
    traceState: link.text(3),
    attributes: decodeAttributes(link.repeated(4)),
    droppedAttributesCount: link.uint32(5),
    flags: link.fixed32(6),
  };
}

function decodeStatus(status: ProtobufMessage): SpanStatus {
  return { message: status.text(2), code: STATUS_CODES[status.uint32(3)] ?? 'UNSET' };
}

function decodeId(bytes: Buffer, length: number): string {
  if (bytes.length === length && !isZero(bytes)) return bytes.toString('hex');
  throw new MalformedOtlpError(
    `an id of ${length} bytes that are not all zero`,
    `"${bytes.toString('hex')}"`,
  );
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}
