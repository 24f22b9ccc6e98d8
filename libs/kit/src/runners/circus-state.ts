/** The part that the kit reads of the state of jest-circus, the part of Jest that runs the tests of a file. */
interface CircusState {
  readonly testTimeout: number;
  readonly currentlyRunningTest: CircusTest | null;
}

interface CircusTest {
  readonly timeout?: number | undefined;
  readonly errors: readonly unknown[];
}

interface CircusEvent {
  readonly name: string;
}

type CircusHandler = (event: CircusEvent) => void;

const DEFAULT_TIMEOUT_MILLIS = 5_000;

/** Whether a test is running, so that no hooks can be registered. */
export function isInsideTest(): boolean {
  return Boolean(circusState()?.currentlyRunningTest);
}

/** Returns the timeout of the running test in milliseconds: its own, or the one that Jest is configured with. */
export function testTimeoutMillis(): number {
  const state = circusState();
  return state?.currentlyRunningTest?.timeout ?? state?.testTimeout ?? DEFAULT_TIMEOUT_MILLIS;
}

/** Whether the running test has failed by now; a runner that does not say is taken to have failed. */
export function hasTestFailed(): boolean {
  return circusState()?.currentlyRunningTest?.errors.length !== 0;
}

/** Calls `act` each time the function of a test begins, after its hooks. */
export function onTestFunction(act: () => void): void {
  const handlers = globalOf('EVENT_HANDLERS') as CircusHandler[] | undefined;
  handlers?.push(({ name }) => {
    if (name === 'test_fn_start') act();
  });
}

function circusState(): CircusState | undefined {
  return globalOf('JEST_STATE_SYMBOL') as CircusState | undefined;
}

// jest-circus holds its state by symbols that are not registered: STATE_SYM and EVENT_HANDLERS in
// https://github.com/jestjs/jest/blob/main/packages/jest-circus/src/types.ts
function globalOf(description: string): unknown {
  const symbols = Object.getOwnPropertySymbols(globalThis);
  const symbol = symbols.find((candidate) => candidate.description === description);
  return symbol && Reflect.get(globalThis, symbol);
}
