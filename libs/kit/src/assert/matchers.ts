import { type CompleteOptions, PendingTrace } from '../arrival/pending-trace.js';
import type { TraceBudget } from '../budget/budget.js';
import { contractLog } from '../contracts/report-contracts.js';
import type { HealthOptions } from '../health/check-health.js';
import type { DiffPaint } from '../match/diff-lines.js';
import type { SpanCount } from '../pattern/span-count.js';
import type { SpanPattern } from '../pattern/span-pattern.js';
import { reportOnFailure } from '../report/report-on-failure.js';
import { finish, finishInSlices } from '../running/steps.js';
import { Trace } from '../trace/trace.js';
import type { Assertion } from './assertion.js';
import {
  assertBudget,
  assertContainedSpan,
  assertHealth,
  assertMatch,
  assertMatchCount,
  assertSpanCount,
} from './assertions.js';
import { evaluatePending, evaluateTrace } from './evaluate.js';

/** The part of a matcher's `this` that the matchers of the kit read; Jest and Vitest have it alike. */
export interface MatcherContext {
  readonly isNot?: boolean;
  readonly promise?: string;
  /** Whether the assertion is one of `expect.soft()`, which only Vitest has. */
  readonly soft?: boolean | undefined;
  readonly utils: DiffPaint & {
    matcherHint(name: string, received: string, expected: string, options: HintOptions): string;
    printReceived(value: unknown): string;
  };
}

interface HintOptions {
  readonly isNot?: boolean;
  readonly promise?: string;
  readonly secondArgument?: string;
}

/** What a matcher returns to its runner. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** The matchers of the kit, as `expect.extend` takes them. */
export const traceMatchers = {
  toMatchTrace(
    this: MatcherContext,
    received: unknown,
    pattern: SpanPattern,
    options?: CompleteOptions,
  ): MatcherResult | Promise<MatcherResult> {
    const hint = createHint(this, 'toMatchTrace', 'pattern');
    return evaluate(this, hint, received, assertMatch(pattern), options);
  },

  toContainSpan(
    this: MatcherContext,
    received: unknown,
    pattern: SpanPattern,
    options?: CompleteOptions,
  ): MatcherResult | Promise<MatcherResult> {
    const hint = createHint(this, 'toContainSpan', 'pattern');
    return evaluate(this, hint, received, assertContainedSpan(pattern), options);
  },

  toHaveSpanCount(
    this: MatcherContext,
    received: unknown,
    ...args: SpanCountArguments
  ): MatcherResult | Promise<MatcherResult> {
    if (!hasPattern(args)) {
      const [count, options] = args;
      const hint = createHint(this, 'toHaveSpanCount', JSON.stringify(count));
      return evaluate(this, hint, received, assertSpanCount(count), options);
    }
    const [pattern, count, options] = args;
    const hint = createHint(this, 'toHaveSpanCount', 'pattern', JSON.stringify(count));
    return evaluate(this, hint, received, assertMatchCount(pattern, count), options);
  },

  toBeHealthyTrace(
    this: MatcherContext,
    received: unknown,
    options: HealthOptions & CompleteOptions = {},
  ): MatcherResult | Promise<MatcherResult> {
    const hint = createHint(this, 'toBeHealthyTrace', '');
    return evaluate(this, hint, received, assertHealth(options), options);
  },

  toBeWithinBudget(
    this: MatcherContext,
    received: unknown,
    budget: TraceBudget,
    options?: CompleteOptions,
  ): MatcherResult | Promise<MatcherResult> {
    const hint = createHint(this, 'toBeWithinBudget', 'budget');
    return evaluate(this, hint, received, assertBudget(budget), options);
  },
};

type PatternCountArguments = [pattern: SpanPattern, count: SpanCount, options?: CompleteOptions];

/** The arguments of `toHaveSpanCount`: how many spans there are in all, or how many match a pattern. */
export type SpanCountArguments =
  [count: SpanCount, options?: CompleteOptions] | PatternCountArguments;

function hasPattern(args: SpanCountArguments): args is PatternCountArguments {
  return typeof args[0] === 'object' && 'name' in args[0];
}

/** Writes the line above a failure, such as `expect(trace).toMatchTrace(pattern)`. */
export function createHint(
  { isNot = false, promise = '', utils }: MatcherContext,
  name: string,
  expected: string,
  secondArgument?: string,
): string {
  const options = { isNot, promise, ...(secondArgument !== undefined && { secondArgument }) };
  return utils.matcherHint(name, 'trace', expected, options);
}

/**
 * Evaluates an assertion about what was given to a matcher, and makes the matcher's result of it: at once for a `Trace`, and
 * later for a `PendingTrace`.
 */
export function evaluate(
  context: MatcherContext,
  hint: string,
  received: unknown,
  assertion: Assertion,
  options: CompleteOptions = {},
): MatcherResult | Promise<MatcherResult> {
  const isNot = context.isNot === true;
  const isTrace = received instanceof Trace;
  if (!isTrace && !(received instanceof PendingTrace)) {
    throw notATraceError(context, hint, received);
  }
  const current = (): Trace | undefined => (isTrace ? received : received.current());
  const toResult = (pass: boolean, describe: () => readonly string[]): MatcherResult => {
    const trace = current();
    if (trace) contractLog.add(trace, pass && !isNot ? assertion.covers : undefined);
    const message = (): string => {
      const report = reportOnFailure(received.traceId, current);
      return joinParagraphs(hint, ...describe(), report.join('\n'));
    };
    return { pass, message };
  };
  if (isTrace) {
    const { pass, describe } = evaluateTrace(assertion, received, { isNot });
    return toResult(pass, () => finish(describe(context.utils)));
  }
  return evaluatePending(assertion, received, { ...options, isNot }).then(
    async ({ pass, describe }) => {
      // A runner asks for the message when it cannot wait, so that the diff of a failure is drawn before.
      const paragraphs = pass === isNot ? await finishInSlices(describe(context.utils)) : [];
      return toResult(pass, () => paragraphs);
    },
  );
}

function joinParagraphs(...paragraphs: readonly string[]): string {
  return `${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n`;
}

function notATraceError({ utils }: MatcherContext, hint: string, received: unknown): Error {
  const printed = utils.printReceived(received);
  return new TypeError(`${hint}\n\nExpected a Trace or a PendingTrace, got ${printed}.`);
}
