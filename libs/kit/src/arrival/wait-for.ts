/** Resolves when something arrives; rejects when `signal` aborts. */
export type WaitForArrival = (signal: AbortSignal) => Promise<void>;

/** How long {@link waitFor} waits. */
export interface WaitLimits<Found> {
  /** How long to wait at most, in milliseconds. */
  readonly timeoutMillis: number;
  /** How long nothing may arrive after something was found, in milliseconds. */
  readonly quietMillis: number | ((found: Found) => number);
}

/**
 * Calls `find` now and after each arrival, until it has found something and nothing arrives for `quietMillis`, or until
 * the timeout.
 * @returns What `find` found last, `undefined` when that was nothing.
 */
export async function waitFor<Found>(
  find: () => Found | undefined,
  waitForArrival: WaitForArrival,
  { timeoutMillis, quietMillis }: WaitLimits<Found>,
): Promise<Found | undefined> {
  const deadline = performance.now() + timeoutMillis;
  for (;;) {
    const found = find();
    const remaining = Math.max(0, deadline - performance.now());
    const waitMillis =
      found === undefined ? remaining : Math.min(quietMillisAfter(found, quietMillis), remaining);
    if (waitMillis === 0 || !(await arrivesWithin(waitForArrival, waitMillis))) return found;
  }
}

function quietMillisAfter<Found>(found: Found, quiet: WaitLimits<Found>['quietMillis']): number {
  return typeof quiet === 'number' ? quiet : quiet(found);
}

async function arrivesWithin(waitForArrival: WaitForArrival, millis: number): Promise<boolean> {
  const signal = AbortSignal.timeout(Math.ceil(millis));
  try {
    await waitForArrival(signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
