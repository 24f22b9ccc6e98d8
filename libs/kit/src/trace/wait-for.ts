/** Resolves at the next arrival; rejects when `signal` aborts. */
export type WaitForArrival = (signal: AbortSignal) => Promise<void>;

export interface WaitLimits<Found> {
  readonly timeoutMillis: number;
  /** For how long nothing may arrive after what was found. */
  readonly quietMillis: number | ((found: Found) => number);
}

/** Looks now and after each arrival. Resolves with what was found, or `undefined` at the timeout. */
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
