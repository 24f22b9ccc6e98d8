import type { Span } from '@opentelemetry/api';
import { registered } from '#span/registry.js';

/** The trace in which an error was recorded; an error may be kept and thrown again in another. */
const recordedIn = registered('recordedIn', () => new WeakMap<object, string>());
/** A thrown primitive has no identity: what a child of the span recorded last stands for it. */
const recordedBelow = registered(
  'recordedBelow',
  () => new WeakMap<Span, { readonly value: unknown }>(),
);

/** Whether `error` was recorded by a span below `span`, or in its trace if it is an object. */
export function isRecorded(error: unknown, span: Span): boolean {
  if (!isObject(error)) {
    const below = recordedBelow.get(span);
    return below !== undefined && Object.is(below.value, error);
  }
  const { traceId } = span.spanContext();
  return [...causesOf(error)].some((cause) => recordedIn.get(cause) === traceId);
}

export function markRecorded(error: unknown, span: Span, parent: Span | undefined): void {
  if (!isObject(error)) {
    if (parent) recordedBelow.set(parent, { value: error });
    return;
  }
  const { traceId } = span.spanContext();
  for (const cause of causesOf(error)) recordedIn.set(cause, traceId);
}

const MAX_CAUSES = 16;

/** `error` and what it wraps: a failure rethrown inside another error is still the same failure. */
function causesOf(error: object): Set<object> {
  const causes = new Set<object>();
  let cause: unknown = error;
  // A getter may make a new cause each time.
  while (isObject(cause) && !causes.has(cause) && causes.size < MAX_CAUSES) {
    causes.add(cause);
    cause = 'driverError' in cause ? cause.driverError : 'cause' in cause ? cause.cause : undefined;
  }
  return causes;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
