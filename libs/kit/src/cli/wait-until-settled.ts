import { isDeepStrictEqual } from 'node:util';
import { TraceTimeoutError } from '../trace/errors.js';
import { explainIncomplete } from '../trace/explain-incomplete.js';
import type { PendingTrace } from '../trace/pending-trace.js';
import type { Trace } from '../trace/trace.js';
import { waitFor } from '../trace/wait-for.js';
import { ServicesMismatchError } from './errors.js';

// The default of OTEL_BSP_SCHEDULE_DELAY, https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/,
// and what the way to the backend may take.
const EXPORT_MILLIS = 5_000 + 500;
const MIN_QUIET_MILLIS = 250;

export interface SettledOptions {
  readonly timeoutMillis: number;
  /** The services that the trace has to reach, sorted; any when absent. */
  readonly services?: readonly string[] | undefined;
}

/**
 * The trace once it is complete, over the services expected, and every service has had the time to export its last
 * span.
 * @throws {TraceTimeoutError} when it is not complete in time.
 * @throws {ServicesMismatchError} when it is, but over other services.
 */
export async function waitUntilSettled(
  pending: PendingTrace,
  { timeoutMillis, services = [] }: SettledOptions,
): Promise<Trace> {
  await waitFor(
    () => onceComplete(pending.current(), services),
    (signal) => pending.waitForArrival(signal),
    { timeoutMillis, quietMillis: quietMillisFor },
  );
  const trace = pending.current();
  if (!trace?.complete) {
    const reason = explainIncomplete(trace, pending.destination);
    throw new TraceTimeoutError(timeoutMillis, `trace ${pending.traceId} to be complete`, reason);
  }
  if (services.length > 0 && !isDeepStrictEqual(services, trace.services)) {
    throw new ServicesMismatchError(trace.traceId, services, trace.services);
  }
  return trace;
}

function onceComplete(trace: Trace | undefined, services: readonly string[]): Trace | undefined {
  const isComplete = trace?.complete && services.every((name) => trace.services.includes(name));
  return isComplete ? trace : undefined;
}

/** How long a service that took part until the end may still hold spans back. */
function quietMillisFor({ endTimeUnixNano }: Trace): number {
  const ageMillis = Date.now() - Number(endTimeUnixNano / 1_000_000n);
  return Math.min(EXPORT_MILLIS, Math.max(MIN_QUIET_MILLIS, EXPORT_MILLIS - ageMillis));
}
