import { invalidVariable, readInteger } from '../variables.js';

/** A limit keeps a place in memory for each span of a second, from the start of the process. */
const MOST_PER_SECOND = 10_000;

/**
 * Reads how many spans a variable allows in a second, from 0 to 10,000.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT`, naming the variable
 */
export function readPerSecond(name: string): number | undefined {
  const value = readInteger(name, 0);
  if (value === undefined || value <= MOST_PER_SECOND) return value;
  throw invalidVariable(name, `a whole number of at most ${MOST_PER_SECOND}`, String(value));
}
