import type { SpanNode } from '../trace/span-tree.js';
import type { AttributeValue, Attributes } from '../trace/span.js';
import type { Trace } from '../trace/trace.js';

/** What to search for: traces with a span that is all of this. What is absent is not asked for. */
export interface TraceSearch {
  /** The name of the service of the span. */
  readonly service?: string;
  /** The name of the span. */
  readonly operation?: string;
  /** Attributes of the span, its resource or its events. Values are compared as text, as Jaeger does. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  /** Whether the status of the span is `ERROR`. */
  readonly error?: boolean;
  /** How long the span lasts at least, in milliseconds. */
  readonly minDurationMillis?: number;
  /** How long the span lasts at most, in milliseconds. */
  readonly maxDurationMillis?: number;
  /** When the span starts at the earliest. Default: one hour ago. */
  readonly startTime?: Date;
  /** How many traces to return at most, from 1 to 1 000. Default 20. */
  readonly limit?: number;
}

/**
 * Returns whether a span of the trace is all that is searched for. Jaeger is asked the same, but versions before 2.19
 * ignore attributes over HTTP.
 */
export function matchesSearch({ spans }: Trace, search: TraceSearch): boolean {
  return spans.some((span) => matchesSpan(span, search));
}

function matchesSpan(span: SpanNode, search: TraceSearch): boolean {
  const { service = span.service, operation = span.name, attributes = {}, error } = search;
  const { minDurationMillis = 0, maxDurationMillis = Infinity } = search;
  const millis = Number(span.duration) / 1e6;
  return (
    span.service === service &&
    span.name === operation &&
    (error === undefined || error === (span.status.code === 'ERROR')) &&
    millis >= minDurationMillis &&
    millis <= maxDurationMillis &&
    Object.entries(attributes).every(([key, value]) => hasAttribute(span, key, String(value)))
  );
}

function hasAttribute(span: SpanNode, key: string, text: string): boolean {
  const places: Attributes[] = [
    span.attributes,
    span.resource.attributes,
    ...span.events.map(({ attributes }) => attributes),
  ];
  return places.some((place) => Object.hasOwn(place, key) && textOf(place[key]) === text);
}

function textOf(value: AttributeValue | undefined): string | undefined {
  return typeof value === 'object' ? undefined : String(value);
}
