import { runningTests } from './running-test.js';

const MAX_MILLIS = 10_000;

/** What is left of a test's time when waiting ends, so that the failure is shown before the runner ends the test. */
const MARGIN_MILLIS = 500;

/** How long to wait for a trace. */
export interface WaitLimit {
  readonly millis: number;
  /** The timeout of the running test in milliseconds, if waiting ends because of it. */
  readonly testTimeoutMillis?: number;
}

/**
 * Returns how long to wait for a trace: `wantedMillis`, 10 seconds by default, but not longer than until half a second
 * before the timeout of the running test. Tests whose timeout is below 2 seconds leave a quarter of it.
 */
export function limitWait(
  wantedMillis = MAX_MILLIS,
  nowMillis: number = performance.now(),
): WaitLimit {
  const limits = runningTests().map(({ startedAtMillis, timeoutMillis }) => ({
    left: startedAtMillis + timeoutMillis - marginOf(timeoutMillis) - nowMillis,
    timeoutMillis,
  }));
  const [nearest] = limits.toSorted((a, b) => a.left - b.left);
  if (!nearest || wantedMillis <= nearest.left) return { millis: wantedMillis };
  return {
    millis: Math.max(0, Math.floor(nearest.left)),
    testTimeoutMillis: nearest.timeoutMillis,
  };
}

function marginOf(timeoutMillis: number): number {
  return Math.min(MARGIN_MILLIS, timeoutMillis / 4);
}
