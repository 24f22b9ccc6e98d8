import { beforeEach, describe, expect, it } from '@jest/globals';
import { type PlannedSpan, traceOf } from '../trace/trace.fixture.js';
import { alignTrace } from './alignment.js';
import { finish } from '../running/steps.js';
import { Effort } from './effort.js';
import { judgeMatch } from './verdict.js';
import { InvalidRepetitionError } from '../pattern/errors.js';
import {
  type ChildPattern,
  type ChildrenPattern,
  containing,
  inOrder,
  many,
  optional,
  span,
} from '../pattern/span-pattern.js';
import type { ValuePattern } from '../pattern/value-pattern.js';

/** Whether the pattern `children` matches a root that has a child of each letter in `received`. */
function matches(
  children: readonly ChildPattern[] | ChildrenPattern | undefined,
  received: string,
): boolean {
  const trace = traceOf({
    service: 'orders',
    name: 'root',
    at: [0, 100],
    children: received.split('').map((name, index): PlannedSpan => ({
      service: 'orders',
      name,
      at: [index, 99],
    })),
  });
  return finish(judgeMatch(span('root', children && { children }), trace, () => [])).pass;
}

describe('children', () => {
  const [a, b, c] = [span('a'), span('b'), span('c')];

  it.each([
    { title: 'any when absent', children: undefined, yes: ['', 'a', 'abc'], no: [] },
    { title: 'none when empty', children: [], yes: [''], no: ['a'] },
    {
      title: 'exactly these in any order',
      children: [a, b],
      yes: ['ab', 'ba'],
      no: ['a', 'abc', 'aab', ''],
    },
    {
      title: 'these among others',
      children: containing(a, b),
      yes: ['ab', 'cbca'],
      no: ['a', 'ccc', ''],
    },
    {
      title: 'these in order',
      children: inOrder(a, b, c),
      yes: ['abc'],
      no: ['acb', 'ab', 'abcc'],
    },
    { title: 'some of one kind', children: [many(a)], yes: ['a', 'aaa'], no: ['', 'ab'] },
    {
      title: 'within bounds',
      children: [many(a, { min: 2, max: 3 })],
      yes: ['aa', 'aaa'],
      no: ['a', 'aaaa'],
    },
    {
      title: 'maybe none of them',
      children: [many(a, { min: 0 }), b],
      yes: ['b', 'aba'],
      no: ['a', 'abb'],
    },
    {
      title: 'one that may be absent',
      children: [optional(a), b],
      yes: ['b', 'ab', 'ba'],
      no: ['a', 'aab'],
    },
    {
      title: 'repeated ones in order',
      children: inOrder(a, many(b), optional(c), a),
      yes: ['aba', 'abbbca'],
      no: ['aa', 'abcca', 'acba', 'abab'],
    },
    {
      title: 'overlapping patterns, each by a span of its own',
      children: [span('*'), span('a'), span(/[ab]/)],
      yes: ['cab', 'bac', 'aab'],
      no: ['ccb', 'abcc'],
    },
  ])('are $title', ({ children, yes, no }) => {
    expect(yes.filter((received) => !matches(children, received))).toEqual([]);
    expect(no.filter((received) => matches(children, received))).toEqual([]);
  });

  it('refuses bounds that nothing can satisfy', () => {
    expect(() => many(a, { min: 3, max: 2 })).toThrow(InvalidRepetitionError);
    expect(() => many(a, { min: -1 })).toThrow(InvalidRepetitionError);
    expect(() => many(a, { min: NaN })).toThrow('Expected bounds of many() with 0 <= min <= max');
  });
});

describe('alignTrace', () => {
  let comparisons = 0;
  beforeEach(() => {
    comparisons = 0;
  });

  /** Makes the pattern of an attribute that counts how often it is compared. */
  function counted(expected: number): ValuePattern {
    return { asymmetricMatch: (received: unknown) => (comparisons++, received === expected) };
  }

  const siblings = Array.from({ length: 200 }, (_, index): PlannedSpan => ({
    service: 'orders',
    name: `SELECT ${index}`,
    at: [index, index + 1],
    attributes: { index },
    children: [{ service: 'orders', name: 'row', at: [index, index + 1] }],
  }));
  const trace = traceOf({ service: 'orders', name: 'root', at: [0, 300], children: siblings });
  const shuffled = siblings.map((_, index) => {
    const other = (index * 77) % 200;
    return span(`SELECT ${other}`, {
      attributes: { index: counted(other) },
      children: [span('row')],
    });
  });

  function costOf(children: ChildrenPattern | ChildPattern[]): number {
    return finish(alignTrace(span('root', { children }), trace, new Effort()))[0]?.cost ?? NaN;
  }

  it('lays 200 unordered siblings over each other, comparing two of them once', () => {
    expect(costOf(shuffled)).toBe(0);
    expect(comparisons).toBeLessThanOrEqual(200 * 200);
  });

  it('lays 200 siblings that all differ over each other, comparing two of them three times', () => {
    expect(
      costOf(shuffled.map(() => span('SELECT *', { attributes: { index: counted(-1) } }))),
    ).toBe(600);
    expect(comparisons).toBeLessThanOrEqual(3 * 200 * 200);
  });

  it('lays 200 ordered siblings over each other, comparing two of them twice', () => {
    expect(costOf(inOrder(many(span('SELECT 1*')), ...shuffled))).toBeGreaterThan(0);
    expect(comparisons).toBeLessThanOrEqual(2 * 200 * 200);
  });
});

describe('containing', () => {
  const queries = 'q'.repeat(20);
  const query = span('q');

  it.each([
    ['many() with a maximum', containing(many(query, { max: 1 }))],
    ['many() that allows none', containing(many(query, { min: 0, max: 0 }))],
    ['optional()', containing(optional(query))],
  ])('counts what matches %s', (_, children) => {
    expect(matches(children, queries)).toBe(false);
    expect(matches(children, `a${queries}`)).toBe(false);
  });

  it('leaves over what no bounded pattern matches, by moving what others can take', () => {
    const children = containing(optional(span('*')), many(span('a'), { max: 2 }), span(/[ab]/));
    expect(matches(children, 'aab')).toBe(true);
    expect(matches(children, 'aaab')).toBe(true);
    expect(matches(children, 'aaabc')).toBe(true);
    expect(matches(children, 'aacc')).toBe(false);
  });
});
