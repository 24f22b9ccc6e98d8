import { PendingTrace } from '../arrival/pending-trace.js';
import { toTraceId } from '../trace/trace-id.js';
import { PolledTrace } from './polled-trace.js';
import type { QueryApi } from './query-api.js';
import { SpanReader } from './read-spans.js';

/**
 * Returns a trace that is read from a query API while a caller waits for it.
 * @throws {InvalidTraceIdError} when `traceId` is not 32 hex digits.
 */
export function pendingTraceOf(api: QueryApi, destination: string, traceId: string): PendingTrace {
  const reader = new SpanReader(api);
  const source = new PolledTrace(destination, (id) => reader.read(id));
  return new PendingTrace(toTraceId(traceId), source);
}
