import { REGISTER } from '../subjects/subjects.mjs';
import { CALLS_A_TRACE } from './calls-a-trace.mjs';

const NODE_SDK = new URL('../programs/node-sdk.mjs', import.meta.url).href;
const UNSAMPLED = { OTEL_TRACES_SAMPLER: 'parentbased_always_off' };

/** The method that a caller sees: as it is, with our decorator, with one of others, or with the call written by hand. */
const TRACED = { name: '@Traced', preload: REGISTER };
const HAND_WRITTEN = { name: 'hand-written SDK call', preload: NODE_SDK };
const NESTJS_OTEL = { name: "nestjs-otel's @Span", preload: NODE_SDK };
const UNDECORATED = { name: 'undecorated method' };

/** The names of everything that is called. */
export const CALL_SUBJECTS = [TRACED, HAND_WRITTEN, NESTJS_OTEL, UNDECORATED].map(
  ({ name }) => name,
);

/**
 * What a call costs in three situations, each with what ours is compared with: the design's budgets name these bases. `calls`
 * is how many make a burst.
 */
export const SITUATIONS = [
  {
    mode: 'recorded',
    env: {},
    calls: CALLS_A_TRACE * 10,
    base: HAND_WRITTEN,
    others: [TRACED, NESTJS_OTEL],
    isQuick: true,
  },
  {
    mode: 'unsampled',
    env: UNSAMPLED,
    calls: CALLS_A_TRACE * 200,
    base: NESTJS_OTEL,
    others: [TRACED, HAND_WRITTEN],
  },
  {
    mode: 'no SDK',
    env: undefined,
    calls: CALLS_A_TRACE * 400,
    base: NESTJS_OTEL,
    others: [TRACED, HAND_WRITTEN, UNDECORATED],
  },
];
