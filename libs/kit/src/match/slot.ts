import type { SpanPattern } from '../pattern/span-pattern.js';

/** A place among siblings that one span can fill. */
export interface Slot {
  readonly pattern: SpanPattern;
  readonly required: boolean;
}
