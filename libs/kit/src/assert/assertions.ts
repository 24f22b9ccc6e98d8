import { judgeContainedSpan, judgeMatch, judgeSpanCount } from '../match/verdict.js';
import { isExact } from '../pattern/is-exact.js';
import type { SpanPattern } from '../pattern/span-pattern.js';
import type { Assertion } from './assertion.js';

/** Asserts that the whole trace matches the pattern; that there is one root is always a claim of absence. */
export function assertMatch(pattern: SpanPattern): Assertion {
  return { isExact: true, judge: (trace, neighbours) => judgeMatch(pattern, trace, neighbours) };
}

/** Asserts that a span of the trace matches the pattern. */
export function assertContainedSpan(pattern: SpanPattern): Assertion {
  return { isExact: isExact(pattern), judge: (trace) => judgeContainedSpan(pattern, trace) };
}

/** Asserts that the trace has this number of spans. */
export function assertSpanCount(count: number): Assertion {
  return { isExact: true, judge: (trace) => judgeSpanCount(count, trace) };
}
