import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import { anyPath, anyPatternText, asRegExp } from '../../test/sampling/any-pattern.js';
import { parseGlob, parsePathPattern } from './path-pattern.js';

function matches(pattern: string, path: string): boolean | undefined {
  return parsePathPattern(pattern)?.matches(path);
}

describe('parsePathPattern', () => {
  it.each([
    ['/orders', '/orders', true],
    ['/orders', '/orders/', false],
    ['/orders', '/orders/1', false],
    ['/orders', '/Orders', false],
    ['/', '/', true],
    ['*', '/', true],
    ['*', '*', true],
    ['/orders/*', '/orders/', true],
    ['/orders/*', '/orders/1/items', true],
    ['/orders/*', '/orders', false],
    ['/orders*', '/orders', true],
    ['/**', '/a/b', true],
    ['*/items', '/orders/1/items', true],
    ['*/items', '/orders/items/1', false],
    ['/**/b', '/a/b', true],
    ['/**/b', '/a/c', false],
    ['/a**', '/b', false],
    ['/a*b*c', '/aXbXbXc', true],
    ['/a*b*c', '/aXcXb', false],
    ['/orders/:id', '/orders/1', true],
    ['/orders/{id}', '/orders/1', true],
    ['/orders/:id', '/orders/', false],
    ['/orders/:id', '/orders/1/items', false],
    ['/orders/:id/items', '/orders/1/items', true],
    ['/:a/:b', '/1/2', true],
    ['*/:a/x/:b', '/1/x/2/x/3', true],
    ['*/:a/x', '/a/x/x', true],
    ['/:id/*', '/1/', true],
    ['/v1/things:batch', '/v1/things:batch', true],
    ['/a.c', '/abc', false],
    ['/(a|b)+', '/(a|b)+', true],
  ])('%s and %s: %p', (pattern, path, expected) => {
    expect(matches(pattern, path)).toBe(expected);
  });

  it.each([
    'orders',
    '',
    '/orders?id=1',
    '/orders#top',
    '/or ders',
    '/orders/:id.json',
    '/orders/:',
    '/orders/{id}.json',
    '/orders/x{id}',
    '/orders/{id',
  ])('refuses %p, which could not match the paths that it describes', (pattern) => {
    expect(parsePathPattern(pattern)).toBeUndefined();
  });

  it('matches what the same regular expression does', () => {
    const property = fc.property(anyPatternText(), anyPath(), (text, path) => {
      expect(matches(text, path)).toBe(asRegExp(text).test(path));
    });
    fc.assert(property, generatedRuns(5_000));
  });

  it('reads a hostile path in a number of steps that grows with its length alone', () => {
    const pattern = parsePathPattern(`/${'*a'.repeat(20)}/:id/${'*a'.repeat(20)}/x`);
    const steps = (length: number): number => {
      let count = 0;
      const path = `/${'a/'.repeat(length)}`;
      const counted = new Proxy(new String(path), {
        get(target, name) {
          if (name === 'length') return target.length;
          return (...args: unknown[]): unknown => {
            count++;
            return (Reflect.get(target, name) as (...all: unknown[]) => unknown).apply(path, args);
          };
        },
      });
      pattern?.matches(counted as unknown as string);
      return count;
    };
    expect(steps(4_000)).toBeLessThan(steps(1_000) * 5);
    expect(steps(4_000)).toBeLessThan(100_000);
  });
});

describe('parseGlob', () => {
  it('gives no character but the asterisk a meaning', () => {
    expect(parseGlob('/health/:id').matches('/health/:id')).toBe(true);
    expect(parseGlob('/health/:id').matches('/health/1')).toBe(false);
    expect(parseGlob('/health/*').matches('/health/1/2')).toBe(true);
  });
});
