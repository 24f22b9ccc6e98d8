import { type MatcherState, Snapshots, chai } from 'vitest';
import type { CompareInlineSnapshot } from '../assert/inline-snapshot.js';

/** Compares a text with an inline snapshot of Vitest, by what Vitest has for matchers of snapshots that are not its own. */
export const compareInVitest: CompareInlineSnapshot = (context, received, snapshot, error) => {
  const state = context as typeof context & MatcherState & { readonly assertion: Chai.Assertion };
  // Where Vitest looks for the place of the snapshot; without it, for the stack of now, from which the test may be gone.
  chai.util.flag(state.assertion, 'error', error);
  return Snapshots.toMatchInlineSnapshot.call(state, received, snapshot);
};
