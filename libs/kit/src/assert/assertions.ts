import {
  judgeContainedSpan,
  judgeMatch,
  judgeMatchCount,
  judgeSpanCount,
} from '../match/verdict.js';
import { isExact } from '../pattern/is-exact.js';
import type { TraceBudget } from '../budget/budget.js';
import { checkBudget } from '../budget/check-budget.js';
import { drawBudget } from '../budget/draw-budget.js';
import { findExcesses } from '../budget/find-excesses.js';
import { coverageOf } from '../contracts/pattern-coverage.js';
import { type HealthOptions, checkHealth } from '../health/check-health.js';
import { drawFindings } from '../health/draw-findings.js';
import { type CountBounds, type SpanCount, toCountBounds } from '../pattern/span-count.js';
import type { SpanPattern } from '../pattern/span-pattern.js';
import { matchesValue } from '../pattern/value-pattern.js';
import { renderTree } from '../render/tree.js';
import { done } from '../running/steps.js';
import type { Assertion } from './assertion.js';

/** Asserts that the whole trace matches the pattern; that there is one root is always a claim of absence. */
export function assertMatch(pattern: SpanPattern): Assertion {
  return {
    isExact: true,
    covers: coverageOf(pattern),
    judge: (trace, findNeighbours) => judgeMatch(pattern, trace, findNeighbours),
  };
}

/** Asserts that a span of the trace matches the pattern. It is awaited while no span has the name of the pattern. */
export function assertContainedSpan(pattern: SpanPattern): Assertion {
  return {
    isExact: isExact(pattern),
    mayStillBegin: ({ spans }) => !spans.some(({ name }) => matchesValue(pattern.name, name)),
    covers: coverageOf(pattern),
    judge: (trace) => judgeContainedSpan(pattern, trace),
  };
}

/** Asserts that the trace has this number of spans. */
export function assertSpanCount(count: SpanCount): Assertion {
  const bounds = toCountBounds(count);
  return { isExact: isBounded(bounds), judge: (trace) => done(judgeSpanCount(bounds, trace)) };
}

/** Asserts that this number of spans of the trace match the pattern. */
export function assertMatchCount(pattern: SpanPattern, count: SpanCount): Assertion {
  const bounds = toCountBounds(count);
  return {
    isExact: isBounded(bounds) || isExact(pattern),
    covers: coverageOf(pattern),
    judge: (trace) => judgeMatchCount(pattern, bounds, trace),
  };
}

/** Asserts that the trace follows the rules that every healthy trace follows. */
export function assertHealth(options: HealthOptions): Assertion {
  return {
    isExact: true,
    judgesIncomplete: true,
    isUnmarked: true,
    *judge(trace) {
      yield;
      const findings = checkHealth(trace, options);
      return { pass: findings.length === 0, draw: () => done(drawFindings(findings)) };
    },
  };
}

/** Asserts that the trace exceeds no limit of the budget. */
export function assertBudget(budget: TraceBudget): Assertion {
  checkBudget(budget);
  return {
    isExact: true,
    isUnmarked: true,
    *judge(trace) {
      yield;
      const excesses = findExcesses(budget, trace);
      return { pass: excesses.length === 0, draw: () => done(drawBudget(excesses, trace)) };
    },
  };
}

/** Asserts that the trace is complete; what is done with it then says something of each of its spans. */
export function assertWhole(): Assertion {
  return {
    isExact: true,
    isUnmarked: true,
    covers: () => ({ span: true, error: true }),
    judge: (trace) => done({ pass: true, draw: () => done(renderTree(trace)) }),
  };
}

function isBounded({ max }: CountBounds): boolean {
  return Number.isFinite(max);
}
