import type { Completeness } from '../arrival/completeness.js';
import { explainMissing } from '../arrival/explain-missing.js';
import type { CompleteOptions, PendingTrace } from '../arrival/pending-trace.js';
import type { DiffPaint } from '../match/diff-lines.js';
import { drawHeader, drawState } from '../match/diff.js';
import { type WaitLimit, limitWait } from '../running/wait-limit.js';
import { describeFaults } from '../trace/describe-faults.js';
import type { Trace } from '../trace/trace.js';
import type { Assertion } from './assertion.js';

/** The result of an assertion about a trace, with `.not` not yet taken into account. */
export interface Outcome {
  readonly pass: boolean;
  /** Returns the diff, and why it was decided so, in paragraphs. */
  describe(paint: DiffPaint): readonly string[];
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
  const reason = explainMissing({ trace, lastArrivalMillis: undefined }, '');
  if (reason === undefined) return decided(assertion, trace, [], 'complete');
  if (assertion.judgesIncomplete || (!isNot && !assertion.isExact))
    return decided(assertion, trace, [], 'incomplete');
  return undecided(assertion, trace, [], isNot, `The trace is not complete. ${reason}`);
}

/**
 * Watches a trace that may still be arriving, and judges it as soon as the judgement is final: once the trace is complete,
 * or before, if the assertion claims no absence and is true already. Resolves with a failure after the timeout.
 */
export async function evaluatePending(
  assertion: Assertion,
  pending: PendingTrace,
  options: EvaluateOptions,
): Promise<Outcome> {
  const { isNot } = options;
  const limit = limitWait(options.timeoutMillis);
  const timeoutMillis = limit.millis;
  let last: Completeness | undefined;
  const outcome = await pending.watch({ ...options, timeoutMillis }, (completeness) => {
    last = completeness;
    return judge(assertion, pending, completeness);
  });
  if (outcome) return outcome;
  const reason = last?.rule === undefined ? (last?.reason ?? '') : '';
  const waited = `Undecided after ${describeLimit(limit)}: the trace is not complete. ${reason}`;
  return undecided(assertion, last?.trace, neighboursOf(pending, last?.trace), isNot, waited);
}

function describeLimit({ millis, testTimeoutMillis }: WaitLimit): string {
  const waited = `${millis / 1000} s`;
  if (testTimeoutMillis === undefined) return waited;
  return `${waited}, shortly before the timeout of the test (${testTimeoutMillis / 1000} s)`;
}

function judge(
  assertion: Assertion,
  pending: PendingTrace,
  { trace, rule }: Completeness,
): Outcome | undefined {
  if (!trace) return undefined;
  if (rule !== undefined) {
    return decided(assertion, trace, pending.neighbours(trace), `complete: ${rule}`);
  }
  if (assertion.isExact || !assertion.judge(trace, []).pass) return undefined;
  return decided(assertion, trace, [], 'still arriving');
}

function neighboursOf(pending: PendingTrace, trace: Trace | undefined): readonly Trace[] {
  return trace ? pending.neighbours(trace) : [];
}

function decided(
  assertion: Assertion,
  trace: Trace,
  neighbours: readonly Trace[],
  state: string,
): Outcome {
  const { pass, draw } = assertion.judge(trace, neighbours);
  return {
    pass,
    describe: (paint) => [
      headerOf(assertion)(trace, state, paint),
      draw(paint),
      ...drawFaults(assertion, trace),
    ],
  };
}

/** Makes an outcome that fails with and without `.not`. */
function undecided(
  assertion: Assertion,
  trace: Trace | undefined,
  neighbours: readonly Trace[],
  isNot: boolean,
  reason: string,
): Outcome {
  const describe = (paint: DiffPaint): readonly string[] => [
    ...(trace ? [headerOf(assertion)(trace, 'incomplete', paint)] : []),
    ...(trace
      ? [assertion.judge(trace, neighbours).draw(paint), ...drawFaults(assertion, trace)]
      : []),
    `  ${reason}`,
  ];
  return { pass: isNot, describe };
}

function headerOf({ isUnmarked }: Assertion): typeof drawHeader {
  return isUnmarked ? drawState : drawHeader;
}

function drawFaults({ judgesIncomplete }: Assertion, trace: Trace): string[] {
  if (judgesIncomplete) return [];
  return describeFaults(trace).map((sentence) => `  ${sentence}`);
}
