const FACTOR = 20;
const SHORTEST_BOUND_MILLIS = 2_000;

/**
 * An argument of Node that makes the library's own bounds, such as that of a flush, twenty times as long: where a
 * test is about what is exported, and not about when that is given up on a slow machine.
 */
export const PATIENT = `--import=data:text/javascript,${encodeURIComponent(`
  const { wait } = Atomics;
  Atomics.wait = (array, index, value, millis) => wait(array, index, value, millis * ${FACTOR});
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (run, millis, ...args) =>
    setTimeout(run, millis >= ${SHORTEST_BOUND_MILLIS} ? millis * ${FACTOR} : millis, ...args);
`)}`;
