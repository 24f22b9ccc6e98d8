/** Resolves at the next arrival; rejects when `signal` aborts. */
export type NextArrival = (signal: AbortSignal) => Promise<void>;

export interface Patience<Found> {
  readonly timeoutMillis: number;
  /** For how long nothing may arrive after what was found. */
  readonly quietMillis: number | ((found: Found) => number);
}

/** Looks now and after each arrival. Resolves with what was found, or `undefined` at the timeout. */
export async function waitFor<Found>(
  look: () => Found | undefined,
  nextArrival: NextArrival,
  { timeoutMillis, quietMillis }: Patience<Found>,
): Promise<Found | undefined> {
  const deadline = performance.now() + timeoutMillis;
  for (;;) {
    const found = look();
    const remaining = Math.max(0, deadline - performance.now());
    const patience =
      found === undefined ? remaining : Math.min(quietAfter(found, quietMillis), remaining);
    if (patience === 0 || !(await arrivesWithin(nextArrival, patience))) return found;
  }
}

function quietAfter<Found>(found: Found, quiet: Patience<Found>['quietMillis']): number {
  return typeof quiet === 'number' ? quiet : quiet(found);
}

async function arrivesWithin(nextArrival: NextArrival, millis: number): Promise<boolean> {
  const signal = AbortSignal.timeout(Math.ceil(millis));
  try {
    await nextArrival(signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
