const FLAG = /^--test-timeout=(\d+)$/;

/**
 * Returns the timeout that `--test-timeout` gives every test, in milliseconds, `Infinity` without one. The runner does not
 * say when a test has a timeout of its own.
 */
export function nodeTestTimeoutMillis(flags: readonly string[] = process.execArgv): number {
  const millis = Number(flags.flatMap((flag) => FLAG.exec(flag)?.[1] ?? []).at(-1));
  return millis > 0 ? millis : Infinity;
}
