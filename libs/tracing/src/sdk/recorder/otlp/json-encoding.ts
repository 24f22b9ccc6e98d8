import type { HrTime } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import type { ByteWriter, Piece } from './byte-writer.js';
import { jsonAttributes, jsonObject } from './json-value.js';
import type { OtlpEncoding, ResourceGroup, ScopeGroup } from './otlp-encoding.js';
import { spanFlags } from './span-flags.js';
import type { SpanFields } from './span-fields.js';

const NANOS_PER_SECOND = 1_000_000_000n;

/** The text encoding of OTLP, for HTTP alone. */
export const JSON_ENCODING: OtlpEncoding = {
  writeSpan: (writer, span) => writer.text(JSON.stringify(jsonSpan(span))),
  writeRequest(writer, resources) {
    writer.text('{"resourceSpans":[');
    writeList(writer, resources, writeResource);
    writer.text(']}');
  },
};

function writeResource(writer: ByteWriter, { resource, scopes }: ResourceGroup): void {
  const { attributes, schemaUrl } = resource;
  writer.text(`{"resource":${JSON.stringify({ attributes: jsonObject(attributes) })},`);
  writer.text('"scopeSpans":[');
  writeList(writer, scopes, writeScope);
  writer.text(']');
  writeEnd(writer, schemaUrl);
}

function writeScope(writer: ByteWriter, { scope, spans }: ScopeGroup): void {
  const { name, version, schemaUrl } = scope;
  writer.text(`{"scope":${JSON.stringify({ name, version })},"spans":[`);
  writeList(writer, spans, (writer, span: Piece) => writer.piece(span));
  writer.text(']');
  writeEnd(writer, schemaUrl);
}

function writeEnd(writer: ByteWriter, schemaUrl: string | undefined): void {
  writer.text(schemaUrl ? `,"schemaUrl":${JSON.stringify(schemaUrl)}}` : '}');
}

function writeList<T>(
  writer: ByteWriter,
  items: readonly T[],
  write: (writer: ByteWriter, item: T) => void,
): void {
  for (const [index, item] of items.entries()) {
    if (index > 0) writer.text(',');
    write(writer, item);
  }
}

function jsonSpan(span: SpanFields): object {
  const { spanContext } = span.ids;
  const { keys, values } = span.attributeList;
  return {
    traceId: spanContext.traceId,
    spanId: spanContext.spanId,
    traceState: spanContext.traceState?.serialize(),
    parentSpanId: span.parentIds?.spanContext.spanId,
    name: span.name,
    kind: span.kind + 1,
    startTimeUnixNano: nanos(span.startTime),
    endTimeUnixNano: nanos(span.endTime),
    attributes: jsonAttributes(keys, values),
    droppedAttributesCount: span.droppedAttributesCount,
    events: span.events.map(jsonEvent),
    droppedEventsCount: span.droppedEventsCount,
    links: span.links.map(jsonLink),
    droppedLinksCount: span.droppedLinksCount,
    status: span.status,
    flags: spanFlags(spanContext.traceFlags, span.parentIds?.isRemote),
  };
}

function jsonEvent({ name, time, attributes, droppedAttributesCount = 0 }: TimedEvent): object {
  return {
    timeUnixNano: nanos(time),
    name,
    attributes: jsonObject(attributes),
    droppedAttributesCount,
  };
}

function jsonLink(link: ReadableSpan['links'][number]): object {
  const { context, attributes, droppedAttributesCount = 0 } = link;
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    traceState: context.traceState?.serialize(),
    attributes: jsonObject(attributes),
    droppedAttributesCount,
    flags: spanFlags(context.traceFlags, context.isRemote),
  };
}

/** Returns a time as nanoseconds since the Unix epoch, in decimal digits: JSON has no integers of 64 bits. */
function nanos([seconds, nanos]: HrTime): string {
  return (wholeOf(seconds) * NANOS_PER_SECOND + wholeOf(nanos)).toString();
}

/** Returns a number without its fraction, and 0 for one that is not finite, as the binary encoding has it. */
function wholeOf(number: number): bigint {
  return Number.isFinite(number) ? BigInt(Math.trunc(number)) : 0n;
}
