import { TracingError } from '#errors.js';
import type { Refusal } from './values/refusal.js';

/** Creates the error that stops the start because of the value of one variable, in one sentence. */
export function invalidVariable(name: string, { expected, given }: Refusal): TracingError {
  return new TracingError(
    'TRACING_INVALID_ENVIRONMENT',
    name,
    `${name}: expected ${expected}, got ${given}.`,
  );
}
