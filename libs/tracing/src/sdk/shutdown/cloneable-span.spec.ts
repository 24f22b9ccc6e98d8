import { type SpanContext, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { describe, expect, it } from '@jest/globals';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { parseTraceState } from '#sdk/propagation/trace-state.js';
import { fromCloneable, toCloneable } from './cloneable-span.js';

const RESOURCE = resourceFromAttributes(
  { 'service.name': 'orders', 'process.command_args': ['node', 'main.js'] },
  { schemaUrl: 'https://opentelemetry.io/schemas/1.43.0' },
);

function spanContext(digit: string, more: Partial<SpanContext> = {}): SpanContext {
  const traceState = parseTraceState('vendor=opaque');
  return {
    traceId: digit.repeat(32),
    spanId: digit.repeat(16),
    traceFlags: TraceFlags.SAMPLED,
    ...(traceState && { traceState }),
    ...more,
  };
}

/** A span with everything that a span can have. */
const FULL: ReadableSpan = {
  name: 'POST /orders',
  kind: SpanKind.SERVER,
  spanContext: () => spanContext('1'),
  parentSpanContext: spanContext('2', { isRemote: true }),
  startTime: [1_795_000_000, 1],
  endTime: [1_795_000_001, 2],
  duration: [1, 1],
  ended: true,
  status: { code: SpanStatusCode.ERROR, message: 'declined' },
  attributes: { text: 'text', number: 1.5, flag: true, list: ['a', 'b'] },
  events: [
    {
      name: 'reviewed',
      time: [1_795_000_000, 5],
      attributes: { score: 3 },
      droppedAttributesCount: 1,
    },
  ],
  links: [{ context: spanContext('3'), attributes: { cause: 'retry' }, droppedAttributesCount: 2 }],
  resource: RESOURCE,
  instrumentationScope: {
    name: '@traced/nest',
    version: '1.0.0',
    schemaUrl: 'https://example.org/1',
  },
  droppedAttributesCount: 3,
  droppedEventsCount: 4,
  droppedLinksCount: 5,
};

const { parentSpanContext: _parent, ...WITHOUT_PARENT } = FULL;
const ROOT: ReadableSpan = {
  ...WITHOUT_PARENT,
  spanContext: () => ({
    traceId: '4'.repeat(32),
    spanId: '4'.repeat(16),
    traceFlags: TraceFlags.NONE,
  }),
  links: [],
  events: [],
};

const OTHER: ReadableSpan = {
  ...ROOT,
  resource: resourceFromAttributes({ 'service.name': 'users' }),
};

describe('a cloneable span', () => {
  it('is exported by another thread as the span itself would be', () => {
    const spans = [FULL, ROOT, OTHER];
    const arrived = fromCloneable(structuredClone(toCloneable(spans)));
    const bytes = ProtobufTraceSerializer.serializeRequest(arrived);
    expect(bytes).toEqual(ProtobufTraceSerializer.serializeRequest(spans));
  });

  it('shares its resource with the spans that did', () => {
    const [full, root, other] = fromCloneable(structuredClone(toCloneable([FULL, ROOT, OTHER])));
    expect(root?.resource).toBe(full?.resource);
    expect(other?.resource).not.toBe(full?.resource);
  });
});
