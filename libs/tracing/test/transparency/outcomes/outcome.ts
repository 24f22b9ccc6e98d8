import type { Run } from '../run.js';

/** The outcome of a call: what the method does, and what its caller does with the result. */
export interface Outcome {
  readonly words: string;
  /** The span's time: the call's, from the call to the work's end, or the work's, once it is asked for. */
  readonly span: 'of the call' | 'from the call on' | 'on demand';
  /** The method's part: returns or throws. */
  give(run: Run): unknown;
  /** The caller's part, with what the method returned. */
  take(result: unknown, run: Run): void;
}
