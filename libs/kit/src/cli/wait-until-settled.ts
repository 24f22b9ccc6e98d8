import { isDeepStrictEqual } from 'node:util';
import { TraceTimeoutError } from '../arrival/errors.js';
import type { PendingTrace } from '../arrival/pending-trace.js';
import type { Trace } from '../trace/trace.js';
import { ServicesMismatchError } from './errors.js';

// 5 s is the default of OTEL_BSP_SCHEDULE_DELAY, the longest that a finished span waits in its process,
// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/; 0.5 s is for the way to Jaeger.
const EXPORT_MILLIS = 5_000 + 500;
const MIN_QUIET_MILLIS = 250;

/** How long to wait for a trace, and for which services. */
export interface SettledOptions {
  /** How long to wait at most, in milliseconds. */
  readonly timeoutMillis: number;
  /** The services that the trace has to be over, sorted; when absent or empty, any will do. */
  readonly services?: readonly string[] | undefined;
}

/**
 * Waits until the trace is complete and has a span of each expected service, then until every service has had the time
 * to export its last span. Resolves with the trace.
 * @throws {TraceTimeoutError} when the trace is not complete within the timeout.
 * @throws {ServicesMismatchError} when the trace is complete, but over other services than those expected.
 */
export async function waitUntilSettled(
  pending: PendingTrace,
  { timeoutMillis, services = [] }: SettledOptions,
): Promise<Trace> {
  const deadline = performance.now() + timeoutMillis;
  const first = await watchUntil(pending, services, deadline, MIN_QUIET_MILLIS);
  const settled = first && (await watchUntil(pending, services, deadline, quietMillisFor(first)));
  const trace = settled ?? (await requireComplete(pending, timeoutMillis));
  if (services.length > 0 && !isDeepStrictEqual(services, trace.services)) {
    throw new ServicesMismatchError(trace.traceId, services, trace.services);
  }
  return trace;
}

async function requireComplete(pending: PendingTrace, timeoutMillis: number): Promise<Trace> {
  const now = await pending.watch(
    { timeoutMillis: 0, quietMillis: 0 },
    (completeness) => completeness,
  );
  if (now?.rule !== undefined) return now.trace;
  const expectation = `trace ${pending.traceId} to be complete`;
  throw new TraceTimeoutError(timeoutMillis, expectation, now?.reason ?? '');
}

function watchUntil(
  pending: PendingTrace,
  services: readonly string[],
  deadline: number,
  quietMillis: number,
): Promise<Trace | undefined> {
  const timeoutMillis = Math.max(0, deadline - performance.now());
  return pending.watch({ timeoutMillis, quietMillis }, ({ trace, rule }) =>
    rule !== undefined && services.every((name) => trace.services.includes(name))
      ? trace
      : undefined,
  );
}

/** Returns for how many milliseconds a service that worked until the end of the trace may still hold spans back. */
function quietMillisFor({ endTimeUnixNano }: Trace): number {
  const ageMillis = Date.now() - Number(endTimeUnixNano / 1_000_000n);
  return Math.min(EXPORT_MILLIS, Math.max(MIN_QUIET_MILLIS, EXPORT_MILLIS - ageMillis));
}
