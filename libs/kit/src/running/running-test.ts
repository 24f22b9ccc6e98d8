/** A test that is running, as the entry point of its runner has entered it. */
export interface RunningTest {
  /** The names of its suites and its own, as the runner joins them. */
  readonly name: string;
  /** The path of the file that it stands in, empty when the runner does not say. */
  readonly file: string;
  /** How long its function may take, in milliseconds; `Infinity` without a limit. */
  readonly timeoutMillis: number;
  /** When its function has begun, or before that its hooks, in milliseconds of `performance.now()`. */
  startedAtMillis: number;
}

const running = new Set<RunningTest>();

/** Enters a test, whose hooks begin now unless it says otherwise. */
export function enterTest(
  test: Omit<RunningTest, 'startedAtMillis'> & Partial<RunningTest>,
): RunningTest {
  const entered = { startedAtMillis: performance.now(), ...test };
  running.add(entered);
  return entered;
}

/** Enters that a test has ended. */
export function leaveTest(test: RunningTest): void {
  running.delete(test);
}

/** Returns the tests that are running, in the order in which they began: several where they run concurrently. */
export function runningTests(): readonly RunningTest[] {
  return [...running];
}

/** Returns the test that began last, `undefined` while none is running. */
export function latestTest(): RunningTest | undefined {
  return runningTests().at(-1);
}
