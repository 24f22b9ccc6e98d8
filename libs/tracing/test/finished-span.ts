import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { EncodedSpans } from '#sdk/export/encoded-spans.js';
import type { UnsentRequest } from '#sdk/export/export-queue.js';
import { PROTOBUF } from '#sdk/recorder/otlp/protobuf-encoding.js';
import { fieldsOf } from '#sdk/recorder/otlp/span-fields.js';

const RESOURCE = emptyResource();

/** A span as the SDK hands it to a processor at its end. */
export function finishedSpan(
  number: number,
  { traceFlags = TraceFlags.SAMPLED, resource = RESOURCE }: FinishedSpanOptions = {},
): ReadableSpan {
  const spanContext = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: (number + 1).toString(16).padStart(16, '0'),
    traceFlags,
  };
  return {
    name: nameOf(number),
    kind: SpanKind.INTERNAL,
    spanContext: () => spanContext,
    startTime: [1_795_000_000, 0],
    endTime: [1_795_000_000, 1_000_000],
    duration: [0, 1_000_000],
    ended: true,
    status: { code: SpanStatusCode.UNSET },
    attributes: {},
    events: [],
    links: [],
    resource,
    instrumentationScope: { name: 'test' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

interface FinishedSpanOptions {
  readonly traceFlags?: TraceFlags;
  readonly resource?: ReadableSpan['resource'];
}

/** A request that exports one finished span. */
export function requestOfOne(): Uint8Array {
  const spans = new EncodedSpans(PROTOBUF, { spans: 1, bytes: Infinity });
  spans.add(fieldsOf(finishedSpan(0)));
  return spans.oldest(1).toRequest();
}

/** The names of finished spans in an OTLP message, whatever its encoding: a string is a string in each. */
export function namesIn(message: Buffer): string[] {
  return message.toString('latin1').match(/span-\d{6}/g) ?? [];
}

export function namesInRequest({ request }: Pick<UnsentRequest, 'request'>): string[] {
  return namesIn(Buffer.from(request));
}

export function nameOf(number: number): string {
  return `span-${String(number).padStart(6, '0')}`;
}

export function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, number) => nameOf(number));
}
