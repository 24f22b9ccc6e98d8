import type { Covers } from '../contracts/contract.js';
import type { FindNeighbours, Verdict } from '../match/verdict.js';
import type { Steps } from '../running/steps.js';
import type { Trace } from '../trace/trace.js';

/** Something that is said of a trace, and is true or false once the trace is complete. */
export interface Assertion {
  /**
   * Whether the assertion claims that something is absent: that no further span is there, or that no more than some are.
   * It is judged on a complete trace only, while any other assertion stands as soon as it is true.
   */
  readonly isExact: boolean;
  /** Whether a `Trace` is judged though it is not complete, because the verdict itself says what it lacks. */
  readonly judgesIncomplete?: boolean;
  /** Whether the drawing has no marks, so that no legend for them stands above it. */
  readonly isUnmarked?: boolean;
  /**
   * Whether what a complete trace lacks may still begin, as what a relay or a timer does: then it is awaited until the timeout.
   * When left out, a mismatch on a complete trace is final.
   */
  mayStillBegin?(trace: Trace): boolean;
  /** What the assertion says of a span once it has passed; nothing when left out. */
  readonly covers?: Covers;
  /** Judges the trace; `findNeighbours` is for the drawing of what another trace holds. */
  judge(trace: Trace, findNeighbours: FindNeighbours): Steps<Verdict>;
}
