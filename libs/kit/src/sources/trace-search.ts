import { matchesQuery } from '../trace/trace-query.js';
import type { Trace } from '../trace/trace.js';

/** What to search for: traces with a span that is all of this. What is absent is not asked for. */
export interface TraceSearch {
  /** The name of the service of the span. */
  readonly service?: string;
  /** The name of the span. */
  readonly operation?: string;
  /** Attributes of the span, its resource, its scope, its events or its links. Values are compared as text, as Jaeger does. */
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
export function matchesSearch(trace: Trace, search: TraceSearch): boolean {
  const { service, operation, minDurationMillis, maxDurationMillis } = search;
  return matchesQuery(trace, {
    service,
    operation,
    durationMin: minDurationMillis === undefined ? undefined : toNanos(minDurationMillis),
    durationMax: maxDurationMillis === undefined ? undefined : toNanos(maxDurationMillis),
    attributes: attributesOf(search),
  });
}

/** Returns the attributes of a search as Jaeger takes them: as text, with `error` among them. */
export function attributesOf({ attributes = {}, error }: TraceSearch): Record<string, string> {
  const all = { ...attributes, ...(error !== undefined && { error }) };
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, String(value)]));
}

function toNanos(millis: number): bigint {
  return BigInt(Math.round(millis * 1e6));
}
