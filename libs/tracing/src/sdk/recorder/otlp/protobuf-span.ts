import type { HrTime, SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { SpanIds } from '#span/ids/span-ids.js';
import type { ByteWriter } from './byte-writer.js';
import { writeAttributes, writeObject } from './protobuf-value.js';
import { spanFlags } from './span-flags.js';
import type { SpanFields } from './span-fields.js';

/* The tags of the fields of `Span`: the number and the wire type. */
const TRACE_ID = 0x0a;
const SPAN_ID = 0x12;
const TRACE_STATE = 0x1a;
const PARENT_SPAN_ID = 0x22;
const NAME = 0x2a;
const KIND = 0x30;
const START_TIME = 0x39;
const END_TIME = 0x41;
const ATTRIBUTES = 0x4a;
const DROPPED_ATTRIBUTES = 0x50;
const EVENTS = 0x5a;
const DROPPED_EVENTS = 0x60;
const LINKS = 0x6a;
const DROPPED_LINKS = 0x70;
const STATUS = 0x7a;
/** Field 16, whose tag takes two bytes. */
const FLAGS = [0x85, 0x01] as const;

/* The tags of the fields of `Span.Event`. */
const EVENT_TIME = 0x09;
const EVENT_NAME = 0x12;
const EVENT_ATTRIBUTES = 0x1a;
const EVENT_DROPPED_ATTRIBUTES = 0x20;

/* The tags of the fields of `Span.Link`. */
const LINK_ATTRIBUTES = 0x22;
const LINK_DROPPED_ATTRIBUTES = 0x28;
const LINK_FLAGS = 0x35;

/* The tags of the fields of `Status`. */
const MESSAGE = 0x12;
const CODE = 0x18;

const ID_BYTES = 8;
const TRACE_ID_BYTES = 16;
const NANOS_PER_SECOND = 1e9;
const TWO_TO_16 = 0x1_0000;
const TWO_TO_32 = 0x1_0000_0000;

/**
 * Writes a span as the content of a `Span` of OTLP.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/v1.9.0/opentelemetry/proto/trace/v1/trace.proto
 */
export function writeSpan(writer: ByteWriter, span: SpanFields): void {
  const { ids, parentIds, attributeList } = span;
  writeIds(writer, ids);
  if (parentIds) writeSpanId(writer, PARENT_SPAN_ID, parentIds);
  writer.byte(NAME);
  writer.lengthAndText(span.name);
  writer.byte(KIND);
  // The enumeration of OTLP begins with one for "unspecified".
  writer.byte(span.kind + 1);
  writeTime(writer, START_TIME, span.startTime);
  writeTime(writer, END_TIME, span.endTime);
  writeAttributes(writer, ATTRIBUTES, attributeList.keys, attributeList.values);
  writeCount(writer, DROPPED_ATTRIBUTES, span.droppedAttributesCount);
  for (const event of span.events) writeEvent(writer, event);
  writeCount(writer, DROPPED_EVENTS, span.droppedEventsCount);
  for (const link of span.links) writeLink(writer, link);
  writeCount(writer, DROPPED_LINKS, span.droppedLinksCount);
  writeStatus(writer, span.status);
  writer.byte(FLAGS[0]);
  writer.byte(FLAGS[1]);
  writer.littleEndian32(spanFlags(ids.traceFlags, parentIds?.isRemote));
}

/** Writes the trace id, the span id and the `tracestate`, whose fields `Span` and `Link` have in common. */
function writeIds(writer: ByteWriter, ids: SpanIds): void {
  const { a, b, c, d } = ids.trace;
  writer.byte(TRACE_ID);
  writer.byte(TRACE_ID_BYTES);
  writer.bigEndian32(a);
  writer.bigEndian32(b);
  writer.bigEndian32(c);
  writer.bigEndian32(d);
  writeSpanId(writer, SPAN_ID, ids);
  const traceState = ids.traceState?.serialize();
  if (!traceState) return;
  writer.byte(TRACE_STATE);
  writer.lengthAndText(traceState);
}

function writeSpanId(writer: ByteWriter, tag: number, { high, low }: SpanIds): void {
  writer.byte(tag);
  writer.byte(ID_BYTES);
  writer.bigEndian32(high);
  writer.bigEndian32(low);
}

function writeCount(writer: ByteWriter, tag: number, count: number): void {
  if (count === 0) return;
  writer.byte(tag);
  writer.varint(count);
}

function writeEvent(writer: ByteWriter, event: TimedEvent): void {
  writer.byte(EVENTS);
  const mark = writer.open();
  writeTime(writer, EVENT_TIME, event.time);
  writer.byte(EVENT_NAME);
  writer.lengthAndText(event.name);
  writeObject(writer, EVENT_ATTRIBUTES, event.attributes);
  writeCount(writer, EVENT_DROPPED_ATTRIBUTES, event.droppedAttributesCount ?? 0);
  writer.close(mark);
}

function writeLink(writer: ByteWriter, link: ReadableSpan['links'][number]): void {
  const { context } = link;
  writer.byte(LINKS);
  const mark = writer.open();
  writeIds(writer, SpanIds.parse(context));
  writeObject(writer, LINK_ATTRIBUTES, link.attributes);
  writeCount(writer, LINK_DROPPED_ATTRIBUTES, link.droppedAttributesCount ?? 0);
  writer.byte(LINK_FLAGS);
  writer.littleEndian32(spanFlags(context.traceFlags, context.isRemote));
  writer.close(mark);
}

function writeStatus(writer: ByteWriter, { code, message }: SpanStatus): void {
  writer.byte(STATUS);
  const mark = writer.open();
  if (message) {
    writer.byte(MESSAGE);
    writer.lengthAndText(message);
  }
  writer.byte(CODE);
  writer.byte(code);
  writer.close(mark);
}

/** Writes a time as nanoseconds since the Unix epoch. They exceed the integers of a double, and so are two halves. */
function writeTime(writer: ByteWriter, tag: number, [seconds, nanos]: HrTime): void {
  const upper = Math.floor(seconds / TWO_TO_16) * NANOS_PER_SECOND;
  const lower = (seconds % TWO_TO_16) * NANOS_PER_SECOND + nanos;
  const sum = (upper % TWO_TO_16) * TWO_TO_16 + lower;
  writer.byte(tag);
  writer.littleEndian32(sum);
  writer.littleEndian32(Math.floor(upper / TWO_TO_16) + Math.floor(sum / TWO_TO_32));
}
