import type { Trace } from '../trace/trace.js';
import type { QueryApi } from './query-api.js';
import { decodeSpans } from './read-spans.js';
import { type TraceSearch, attributesOf, matchesSearch } from './trace-search.js';
import { tracesOf } from './traces-of.js';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1_000;
const HOUR_MILLIS = 3_600_000;

/**
 * Searches for traces, and returns at most `limit` of them, in the order of the answer. Reads up to 1,000 traces where the
 * server ignores attributes, ten times as many with each request.
 */
export async function searchTraces(api: QueryApi, search: TraceSearch): Promise<Trace[]> {
  const limit = Math.max(1, Math.min(search.limit ?? DEFAULT_LIMIT, MAX_LIMIT));
  for (let depth = limit; ; depth = Math.min(depth * 10, MAX_LIMIT)) {
    const answer = await api.get(`/api/v3/traces?${toQuery(search, depth).toString()}`);
    const traces = tracesOf(decodeSpans(api, answer));
    const matching = traces.filter((trace) => matchesSearch(trace, search));
    if (matching.length >= limit || traces.length < depth || depth === MAX_LIMIT) {
      return matching.slice(0, limit);
    }
  }
}

// The names with underscores are known to every Jaeger v2. Those in camel case came with 2.19.
function toQuery(search: TraceSearch, depth: number): URLSearchParams {
  const { service, operation } = search;
  const { minDurationMillis, maxDurationMillis } = search;
  const { startTime = new Date(Date.now() - HOUR_MILLIS) } = search;
  const attributes = attributesOf(search);
  const query = {
    service_name: service,
    operation_name: operation,
    start_time_min: startTime.toISOString(),
    // The clocks of services may be ahead of this one.
    start_time_max: new Date(Date.now() + HOUR_MILLIS).toISOString(),
    duration_min: toDuration(minDurationMillis),
    duration_max: toDuration(maxDurationMillis),
    attributes: Object.keys(attributes).length > 0 ? JSON.stringify(attributes) : undefined,
    num_traces: String(depth),
    searchDepth: String(depth),
  };
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(`query.${name}`, value);
  }
  return parameters;
}

/** Returns a duration as Go writes it, such as `1500us`. */
function toDuration(millis: number | undefined): string | undefined {
  return millis === undefined ? undefined : `${Math.round(millis * 1_000)}us`;
}
