/** Resolves at the next arrival; rejects when `signal` aborts. */
export type NextArrival = (signal: AbortSignal) => Promise<void>;

export interface Patience {
  readonly timeoutMillis: number;
  /** For how long nothing may arrive after what was found. */
  readonly quietMillis: number;
}

/** Looks now and after each arrival. Resolves with what was found, or `undefined` at the timeout. */
export async function waitFor<Found>(
  look: () => Found | undefined,
  nextArrival: NextArrival,
  { timeoutMillis, quietMillis }: Patience,
): Promise<Found | undefined> {
  const deadline = performance.now() + timeoutMillis;
  for (;;) {
    const found = look();
    const remaining = Math.max(0, deadline - performance.now());
    const patience = found === undefined ? remaining : Math.min(quietMillis, remaining);
    if (patience === 0 || !(await arrivesWithin(nextArrival, patience))) return found;
  }
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
