import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import {
  type SpanPattern,
  containing,
  inOrder,
  many,
  optional,
  span,
} from '../pattern/span-pattern.js';
import { finish } from '../running/steps.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import { type Schedule, ScheduledSource, schedules } from './arrival-schedule.fixture.js';
import type { Assertion } from './assertion.js';
import { assertContainedSpan, assertMatch, assertSpanCount } from './assertions.js';
import { type Outcome, evaluatePending, evaluateTrace } from './evaluate.js';

const PLAIN = {
  EXPECTED_COLOR: (text: string) => text,
  RECEIVED_COLOR: (text: string) => text,
  DIM_COLOR: (text: string) => text,
  stringify: (value: unknown) => String(value),
};

/** Turns a part of a trace into a pattern; `spare` says by a number which parts to leave out, to bound, or to order. */
function patternOf(node: SpanNode, spare: number): SpanPattern {
  const kept = node.children.filter((_, index) => (spare + index) % 5 !== 0 || spare % 2 === 0);
  const children = kept.map((child) => patternOf(child, spare));
  const own = { service: node.service };
  const [first] = children;
  switch (spare % 6) {
    case 0:
      return span(node.name, { ...own, children });
    case 1:
      return span(node.name, { ...own, children: containing(...children) });
    case 2:
      return span(node.name, { ...own, children: inOrder(...children) });
    case 3:
      return span(node.name, {
        ...own,
        children: containing(...(first ? [many(first, { max: spare % 3 || 1 })] : [])),
      });
    case 4:
      return span(node.name, { ...own, children: [many(span('*'), { min: 0, max: spare % 4 })] });
    default:
      return span(node.name, { ...own, children: [...children, optional(span('publish'))] });
  }
}

/** Generates what is asserted of a trace: what is true of it, and what just is not. */
function assertionOf(trace: Trace, choice: number, spare: number): Assertion {
  const node = trace.spans[spare % trace.spans.length] ?? trace.root;
  switch (choice % 4) {
    case 0:
      return assertMatch(patternOf(trace.root, spare));
    case 1:
      return assertContainedSpan(patternOf(node, spare));
    case 2:
      return assertContainedSpan(
        span(spare % 2 === 0 ? 'publish' : 'SELECT', { service: 'users' }),
      );
    default:
      return assertSpanCount(trace.spans.length + (spare % 3) - 1);
  }
}

async function verdicts(
  schedule: Schedule,
  announces: boolean,
  assertion: Assertion,
  isNot: boolean,
): Promise<[arriving: Outcome, whole: Outcome]> {
  const source = new ScheduledSource(schedule, { announces });
  const options = { isNot, timeoutMillis: 60_000, settleMillis: 50, quietMillis: 250 };
  const arriving = await evaluatePending(assertion, source.trace, options);
  return [arriving, evaluateTrace(assertion, schedule.whole, { isNot })];
}

const choices = { choice: fc.nat({ max: 3 }), spare: fc.nat({ max: 59 }), isNot: fc.boolean() };

describe('the verdict on a trace that is arriving', () => {
  it('is the verdict on the whole trace if spans are announced and none starts after settleMillis', async () => {
    const schedule = schedules({ maxGapMillis: 49, maxExportMillis: 2_000 });
    await fc.assert(
      fc.asyncProperty(fc.record({ schedule, ...choices }), async (given) => {
        const assertion = assertionOf(given.schedule.whole, given.choice, given.spare);
        const [arriving, whole] = await verdicts(given.schedule, true, assertion, given.isNot);
        expect(arriving.pass).toBe(whole.pass);
      }),
      generatedRuns(1_000),
    );
  });

  it('is the verdict on the whole trace if spans are not announced and none arrives after quietMillis', async () => {
    const schedule = schedules({ maxGapMillis: 20, maxExportMillis: 20 }).filter(
      ({ happenings }) => longestSilence(happenings) < 250,
    );
    await fc.assert(
      fc.asyncProperty(fc.record({ schedule, ...choices }), async (given) => {
        const assertion = assertionOf(given.schedule.whole, given.choice, given.spare);
        const [arriving, whole] = await verdicts(given.schedule, false, assertion, given.isNot);
        expect(arriving.pass).toBe(whole.pass);
      }),
      generatedRuns(1_000),
    );
  });

  it('names the rule by which it was decided, also if spans come later than that', async () => {
    const schedule = schedules({ maxGapMillis: 600, maxExportMillis: 600 });
    const given = fc.record({ schedule, announces: fc.boolean(), ...choices });
    await fc.assert(
      fc.asyncProperty(given, async ({ schedule: late, announces, choice, spare, isNot }) => {
        const assertion = assertionOf(late.whole, choice, spare);
        const [arriving] = await verdicts(late, announces, assertion, isNot);
        expect(finish(arriving.describe(PLAIN)).join('\n')).toMatch(
          /all announced spans have ended, and none started for 50 ms|no span arrived for 250 ms|still arriving|Undecided/,
        );
      }),
      generatedRuns(1_000),
    );
  });
});

function longestSilence(happenings: Schedule['happenings']): number {
  const times = happenings
    .filter(({ kind }) => kind === 'arrival')
    .map(({ atMillis }) => atMillis)
    .toSorted((a, b) => a - b);
  return Math.max(0, ...times.slice(1).map((time, index) => time - (times[index] ?? 0)));
}
