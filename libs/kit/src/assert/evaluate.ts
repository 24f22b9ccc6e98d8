import type { Complete, Completeness } from '../arrival/completeness.js';
import { explainMissing } from '../arrival/explain-missing.js';
import type { CompleteOptions, PendingTrace } from '../arrival/pending-trace.js';
import type { DiffPaint } from '../match/diff-lines.js';
import type { FindNeighbours, Verdict } from '../match/verdict.js';
import { drawHeader, drawState } from '../match/diff.js';
import { type Steps, finish, finishInSlices } from '../running/steps.js';
import { type WaitLimit, limitWait } from '../running/wait-limit.js';
import { describeFaults } from '../trace/describe-faults.js';
import type { Trace } from '../trace/trace.js';
import type { Assertion } from './assertion.js';

/** The result of an assertion about a trace, with `.not` not yet taken into account. */
export interface Outcome {
  readonly pass: boolean;
  /** Returns the diff, and why it was decided so, in paragraphs. */
  describe(paint: DiffPaint): Steps<readonly string[]>;
}

/** How an assertion is evaluated. */
export interface EvaluateOptions extends CompleteOptions {
  /** Whether the assertion is negated, and so claims that something is absent. */
  readonly isNot: boolean;
}

/** Judges a trace that will not change any more. An incomplete one proves no absence, so that the assertion fails. */
export function evaluateTrace(
  assertion: Assertion,
  trace: Trace,
  { isNot }: Pick<EvaluateOptions, 'isNot'>,
): Outcome {
  const verdict = finish(assertion.judge(trace, findNone));
  const reason = explainMissing({ trace, lastArrivalMillis: undefined }, '');
  if (reason === undefined) return decided(assertion, trace, verdict, 'complete');
  if (assertion.judgesIncomplete || (!isNot && !assertion.isExact))
    return decided(assertion, trace, verdict, 'incomplete');
  return undecided(assertion, isNot, `The trace is not complete. ${reason}`, trace, findNone);
}

/**
 * Watches a trace that may still be arriving, and judges it as soon as the judgement is final: once the trace is complete,
 * or before, if the assertion claims no absence and is true already. What may still begin in a complete trace is awaited.
 * Resolves with a failure after the timeout.
 */
export async function evaluatePending(
  assertion: Assertion,
  pending: PendingTrace,
  options: EvaluateOptions,
): Promise<Outcome> {
  const { isNot } = options;
  const limit = limitWait(options.timeoutMillis);
  const timeoutMillis = limit.millis;
  const judgement = new PendingJudgement(assertion, pending, isNot);
  const outcome = await pending.watch({ ...options, timeoutMillis }, (completeness) =>
    judgement.judge(completeness),
  );
  if (outcome) return outcome;
  const { reason, trace, failure } = judgement;
  if (failure) return failure(`No such span began within ${describeLimit(limit)}.`);
  const waited = `Undecided after ${describeLimit(limit)}: the trace is not complete. ${reason}`;
  return undecided(assertion, isNot, waited, trace, judgement.findNeighbours);
}

/** Judges a trace each time that something of it has arrived, until the judgement is final. */
class PendingJudgement {
  readonly #assertion: Assertion;
  readonly #pending: PendingTrace;
  readonly #isNot: boolean;
  /** The trace as it was judged last. */
  trace: Trace | undefined;
  /** Why the trace was not complete then, as a whole sentence. */
  reason = '';
  /** Makes the failure of a trace that was complete then, if what it lacks is awaited; the sentence says for how long. */
  failure: ((sentence: string) => Outcome) | undefined;

  constructor(assertion: Assertion, pending: PendingTrace, isNot: boolean) {
    this.#assertion = assertion;
    this.#pending = pending;
    this.#isNot = isNot;
  }

  readonly findNeighbours = (): readonly Trace[] =>
    this.trace ? this.#pending.neighbours(this.trace) : [];

  judge(completeness: Completeness): Promise<Outcome | undefined> | undefined {
    const { trace } = completeness;
    // An announcement changes nothing of the trace, so that the same spans are not judged again.
    const hasGrown = trace !== this.trace;
    this.trace = trace;
    this.failure = undefined;
    if (completeness.rule !== undefined) return this.#judgeComplete(completeness);
    this.reason = completeness.reason;
    if (!trace || !hasGrown || this.#assertion.isExact) return undefined;
    return this.#judgeArriving(trace);
  }

  async #judgeArriving(trace: Trace): Promise<Outcome | undefined> {
    const verdict = await finishInSlices(this.#assertion.judge(trace, findNone));
    return verdict.pass ? decided(this.#assertion, trace, verdict, 'still arriving') : undefined;
  }

  async #judgeComplete({ trace, rule }: Complete): Promise<Outcome | undefined> {
    const verdict = await finishInSlices(this.#assertion.judge(trace, this.findNeighbours));
    const outcome = decided(this.#assertion, trace, verdict, `complete: ${rule}`);
    if (this.#isNot || verdict.pass || !this.#assertion.mayStillBegin?.(trace)) return outcome;
    this.failure = (sentence) => ({
      pass: false,
      *describe(paint) {
        return [...(yield* outcome.describe(paint)), `  ${sentence}`];
      },
    });
    return undefined;
  }
}

function findNone(): readonly Trace[] {
  return [];
}

function describeLimit({ millis, testTimeoutMillis }: WaitLimit): string {
  const waited = `${millis / 1000} s`;
  if (testTimeoutMillis === undefined) return waited;
  return `${waited}, shortly before the timeout of the test (${testTimeoutMillis / 1000} s)`;
}

function decided(
  assertion: Assertion,
  trace: Trace,
  { pass, draw }: Verdict,
  state: string,
): Outcome {
  return {
    pass,
    *describe(paint) {
      const header = headerOf(assertion)(trace, state, paint);
      return [header, yield* draw(paint), ...drawFaults(assertion, trace)];
    },
  };
}

/** Makes an outcome that fails with and without `.not`. */
function undecided(
  assertion: Assertion,
  isNot: boolean,
  reason: string,
  trace: Trace | undefined,
  findNeighbours: FindNeighbours,
): Outcome {
  return {
    pass: isNot,
    *describe(paint) {
      if (!trace) return [`  ${reason}`];
      const verdict = yield* assertion.judge(trace, findNeighbours);
      const drawn = yield* decided(assertion, trace, verdict, 'incomplete').describe(paint);
      return [...drawn, `  ${reason}`];
    },
  };
}

function headerOf({ isUnmarked }: Assertion): typeof drawHeader {
  return isUnmarked ? drawState : drawHeader;
}

function drawFaults({ judgesIncomplete }: Assertion, trace: Trace): string[] {
  if (judgesIncomplete) return [];
  return describeFaults(trace).map((sentence) => `  ${sentence}`);
}
