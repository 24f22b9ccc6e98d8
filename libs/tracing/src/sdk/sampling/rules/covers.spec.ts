import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../../test/support/generated-runs.js';
import { anyPath, anyPatternText, asRegExp } from '../../../../test/sampling/any-pattern.js';
import { proveCovered } from './covers.js';
import { type PathPattern, parsePathPattern } from '#http/path-pattern.js';

function pattern(text: string): PathPattern {
  const parsed = parsePathPattern(text);
  if (!parsed) throw new Error(`${text} is no pattern.`);
  return parsed;
}

function covered(text: string, ...others: string[]): boolean {
  return proveCovered(pattern(text), others.map(pattern), { left: 1_000_000 });
}

/** All paths of up to five of these characters. */
const SHORT_PATHS = pathsOf(5);

function pathsOf(length: number): string[] {
  if (length === 0) return [''];
  const shorter = pathsOf(length - 1);
  const longest = shorter.filter((path) => path.length === length - 1);
  return [...shorter, ...longest.flatMap((path) => ['a', 'b', '/'].map((next) => path + next))];
}

/** Paths that match a pattern, with text for its wildcards that the other patterns contain or do not contain. */
function instancesOf(text: string): string[] {
  const [before = '', wildcard, after = ''] = text.split(/(\*|:\w+|\{\w+\})(.*)/s);
  if (wildcard === undefined) return [before];
  const fillings =
    wildcard === '*' ? ['', 'z', '/', '//', 'z/z', 'a', 'b', 'bz'] : ['z', 'a', 'b', 'az'];
  const rests = instancesOf(after);
  return fillings.flatMap((filling) => rests.map((rest) => before + filling + rest));
}

function isLeftOver(path: string, text: string, others: readonly string[]): boolean {
  return asRegExp(text).test(path) && !others.some((other) => asRegExp(other).test(path));
}

describe('proveCovered', () => {
  it.each([
    ['/orders', ['/orders']],
    ['/orders', ['*']],
    ['/orders/1', ['/orders/*']],
    ['/orders/:id', ['/orders/*']],
    ['/orders/:id', ['/orders/{number}']],
    ['/orders/7', ['/orders/:id']],
    ['/orders/:id/items', ['/orders/*/items']],
    ['/a*b*c', ['/a*c']],
    ['/*/*', ['/*']],
    ['/a/b*', ['*/b*']],
    ['/orders*', ['/orders', '/orders/*', '/orders*']],
    ['*', ['/*', '*']],
    ['/a*', ['/a', '/a/*', '/a*']],
    ['/x/:id', ['/x/a*', '/x/*']],
  ])('%s is covered by %p', (text, others) => {
    expect(covered(text, ...others)).toBe(true);
  });

  it.each([
    ['/orders', []],
    ['/orders', ['/order']],
    ['/orders/*', ['/orders/:id']],
    ['/orders/*', ['/orders']],
    ['/orders/:id', ['/orders/7']],
    ['/orders/:id', ['/:a/:b/:c']],
    ['/a*', ['/:id']],
    ['*', ['/*']],
    ['/a*', ['/a', '/a/*']],
    ['/a*c', ['/a*b*c']],
    ['/:a', ['/a*', '/b*']],
    ['/*', ['/a*', '/b*', '/']],
  ])('%s is not covered by %p', (text, others) => {
    expect(covered(text, ...others)).toBe(false);
  });

  it('finds that several patterns cover together what none of them does alone', () => {
    expect(covered('/a*', '/a', '/a/*')).toBe(false);
    expect(covered('/*', '/', '/:one', '/:one/*', '//*')).toBe(true);
  });

  it('never calls a pattern covered that matches a path which the others leave over', () => {
    const anyOthers = fc.array(anyPatternText(), { minLength: 1, maxLength: 3 });
    const property = fc.property(anyPatternText(), anyOthers, anyPath(), (text, others, path) => {
      fc.pre(covered(text, ...others));
      expect([path, ...SHORT_PATHS].filter((one) => isLeftOver(one, text, others))).toEqual([]);
    });
    fc.assert(property, generatedRuns(1_000));
  });

  it('never calls a pattern uncovered of which the others leave nothing over', () => {
    const property = fc.property(anyPatternText(), anyPatternText(), (text, other) => {
      fc.pre(!covered(text, other) && instancesOf(text).length < 10_000);
      expect(instancesOf(text).some((one) => isLeftOver(one, text, [other]))).toBe(true);
    });
    fc.assert(property, generatedRuns(1_000));
  });

  it('looks no further when none of the others can match any more', () => {
    const effort = { left: 1_000 };
    expect(proveCovered(pattern(`/orders/${'*a'.repeat(20)}`), [pattern('/users/*')], effort)).toBe(
      false,
    );
    expect(effort.left).toBeGreaterThan(980);
  });

  it('gives up when it has taken all the steps it may, and says that they are not covered', () => {
    const effort = { left: 1_000 };
    expect(proveCovered(pattern('/a/:id'), [pattern('/a/*')], effort)).toBe(true);
    expect(effort.left).toBeGreaterThan(900);
    expect(effort.left).toBeLessThan(1_000);
    const wild = [`*${'a*a'.repeat(14)}*b*`, `${'*b*a'.repeat(14)}*`].map(pattern);
    expect(proveCovered(pattern(`/${'*a*b'.repeat(12)}/x*`), wild, effort)).toBe(false);
    expect(effort.left).toBeGreaterThan(-100);
    expect(effort.left).toBeLessThanOrEqual(0);
    expect(proveCovered(pattern('/a/:id'), [pattern('/a/*')], effort)).toBe(false);
  });
});
