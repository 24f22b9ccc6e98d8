import { explainIncomplete } from '../arrival/explain-incomplete.js';
import { PendingTrace } from '../arrival/pending-trace.js';
import { Trace } from '../trace/trace.js';
import { waitFor } from '../arrival/wait-for.js';
import type { DiffPaint } from './diff-lines.js';
import { drawHeader } from './diff.js';
import type { SpanPattern } from '../pattern/span-pattern.js';
import { type Verdict, judgeContainedSpan, judgeMatch, judgeSpanCount } from './verdict.js';

/** The options of a matcher that is given a `PendingTrace`; a `Trace` is judged at once. */
export interface WaitOptions {
  /** How long the matcher waits for the trace to match, in milliseconds. Default 10 000. */
  readonly timeoutMillis?: number;
}

/** The part of a Jest matcher's `this` that the matchers of the kit read. */
interface MatcherContext {
  readonly isNot?: boolean;
  readonly promise?: string;
  readonly utils: DiffPaint & {
    matcherHint(name: string, received: string, expected: string, options: object): string;
    matcherErrorMessage(hint: string, generic: string, specific: string): string;
    printWithType<T>(name: string, value: T, print: (value: T) => string): string;
    printReceived(value: unknown): string;
  };
}

interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** What a matcher asserts about a trace, and when its judgement is final. */
interface Assertion {
  readonly hint: string;
  readonly judge: (trace: Trace) => Verdict;
  readonly needsCompleteTrace: boolean;
  readonly quietMillis: number;
}

// An absent span or a count is certain only once no further span arrives; see CompleteOptions.quietMillis.
const QUIET_MILLIS = 250;

/** The matchers of the kit, as `expect.extend` takes them. */
export const traceMatchers = {
  toMatchTrace(
    this: MatcherContext,
    received: unknown,
    pattern: SpanPattern,
    options?: WaitOptions,
  ): MatcherResult | Promise<MatcherResult> {
    const judge = (trace: Trace): Verdict => judgeMatch(pattern, trace);
    const hint = createHint(this, 'toMatchTrace', 'pattern');
    return evaluate(
      this,
      received,
      { hint, judge, needsCompleteTrace: true, quietMillis: 0 },
      options,
    );
  },

  toContainSpan(
    this: MatcherContext,
    received: unknown,
    pattern: SpanPattern,
    options?: WaitOptions,
  ): MatcherResult | Promise<MatcherResult> {
    const judge = (trace: Trace): Verdict => judgeContainedSpan(pattern, trace);
    const hint = createHint(this, 'toContainSpan', 'pattern');
    return evaluate(
      this,
      received,
      { hint, judge, needsCompleteTrace: false, quietMillis: 0 },
      options,
    );
  },

  toHaveSpanCount(
    this: MatcherContext,
    received: unknown,
    count: number,
    options?: WaitOptions,
  ): MatcherResult | Promise<MatcherResult> {
    const judge = (trace: Trace): Verdict => judgeSpanCount(count, trace);
    const hint = createHint(this, 'toHaveSpanCount', String(count));
    const quietMillis = QUIET_MILLIS;
    return evaluate(
      this,
      received,
      { hint, judge, needsCompleteTrace: true, quietMillis },
      options,
    );
  },
};

function createHint(
  { isNot = false, promise = '', utils }: MatcherContext,
  name: string,
  expected: string,
): string {
  return utils.matcherHint(name, 'trace', expected, { isNot, promise });
}

function evaluate(
  context: MatcherContext,
  received: unknown,
  assertion: Assertion,
  { timeoutMillis = 10_000 }: WaitOptions = {},
): MatcherResult | Promise<MatcherResult> {
  if (received instanceof Trace) return toResult(context, assertion, received);
  if (!(received instanceof PendingTrace)) throw notATraceError(context, assertion, received);
  return evaluatePending(context, received, assertion, timeoutMillis);
}

async function evaluatePending(
  context: MatcherContext,
  pending: PendingTrace,
  assertion: Assertion,
  timeoutMillis: number,
): Promise<MatcherResult> {
  const { judge, needsCompleteTrace, quietMillis } = context.isNot
    ? requireCompleteTrace(assertion)
    : assertion;
  const accepted = await waitFor(
    () => {
      const trace = pending.current();
      if (!trace || (needsCompleteTrace && !trace.complete)) return undefined;
      return context.isNot || judge(trace).pass ? trace : undefined;
    },
    (signal) => pending.waitForArrival(signal),
    { timeoutMillis, quietMillis },
  );
  if (accepted) return toResult(context, assertion, accepted);
  return failOnTimeout(context, pending, assertion, timeoutMillis);
}

function requireCompleteTrace(assertion: Assertion): Assertion {
  return { ...assertion, needsCompleteTrace: true, quietMillis: QUIET_MILLIS };
}

function toResult(
  { utils }: MatcherContext,
  { hint, judge }: Assertion,
  trace: Trace,
): MatcherResult {
  const { pass, draw } = judge(trace);
  return { pass, message: () => joinParagraphs(hint, drawHeader(trace, utils), draw(utils)) };
}

/** Makes the matcher fail with and without `.not`: an incomplete trace proves nothing, no absence either. */
function failOnTimeout(
  { isNot = false, utils }: MatcherContext,
  pending: PendingTrace,
  { hint, judge }: Assertion,
  timeoutMillis: number,
): MatcherResult {
  const trace = pending.current();
  const reason = explainTimeout(pending, timeoutMillis);
  const picture = trace ? [drawHeader(trace, utils), judge(trace).draw(utils)] : [];
  return { pass: isNot, message: () => joinParagraphs(hint, ...picture, `  ${reason}`) };
}

function explainTimeout(pending: PendingTrace, timeoutMillis: number): string {
  const waited = `${timeoutMillis / 1000} s`;
  const trace = pending.current();
  if (!trace) {
    return `No span of trace ${pending.traceId} arrived within ${waited}; is anything exporting to ${pending.destination}?`;
  }
  if (trace.complete) return `Waited ${waited} for a match.`;
  return `Waited ${waited}, but the trace is not complete: ${explainIncomplete(pending.current(), pending.destination)}`;
}

function joinParagraphs(...paragraphs: readonly string[]): string {
  return `${paragraphs.join('\n\n')}\n`;
}

function notATraceError({ utils }: MatcherContext, { hint }: Assertion, received: unknown): Error {
  return new TypeError(
    utils.matcherErrorMessage(
      hint,
      `${utils.RECEIVED_COLOR('received')} value must be a Trace or a PendingTrace`,
      utils.printWithType('Received', received, utils.printReceived),
    ),
  );
}
