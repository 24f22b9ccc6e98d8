import type { Span } from '@opentelemetry/api';
import { registered } from '#span/registry.js';

/**
 * The id of the trace in which an error was recorded: the same error may be thrown again in another
 * trace.
 */
const recordedIn = registered('recordedIn', () => new WeakMap<object, string>());
/**
 * The value that a child of a span recorded last: it stands for a thrown primitive, which has no
 * identity.
 */
const recordedBelow = registered(
  'recordedBelow',
  () => new WeakMap<Span, { readonly value: unknown }>(),
);

/**
 * Whether `error` was recorded before: an object in the trace of `span`, a primitive by a child of
 * `span`.
 */
export function isRecorded(error: unknown, span: Span): boolean {
  if (!isObject(error)) {
    const below = recordedBelow.get(span);
    return below !== undefined && Object.is(below.value, error);
  }
  const { traceId } = span.spanContext();
  return [...causesOf(error)].some((cause) => recordedIn.get(cause) === traceId);
}

/** Remembers that `error` was recorded on `span`, whose parent is `parent`. */
export function markRecorded(error: unknown, span: Span, parent: Span | undefined): void {
  if (!isObject(error)) {
    if (parent) recordedBelow.set(parent, { value: error });
    return;
  }
  const { traceId } = span.spanContext();
  for (const cause of causesOf(error)) recordedIn.set(cause, traceId);
}

const MAX_CAUSES = 16;

/**
 * Returns `error` and the errors that it wraps: a failure that another error wraps is still the same
 * failure.
 */
function causesOf(error: object): Set<object> {
  const causes = new Set<object>();
  let cause: unknown = error;
  // A getter may return a new cause each time.
  while (isObject(cause) && !causes.has(cause) && causes.size < MAX_CAUSES) {
    causes.add(cause);
    cause = 'driverError' in cause ? cause.driverError : 'cause' in cause ? cause.cause : undefined;
  }
  return causes;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
