import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import { createPathMatcher } from './path-pattern.js';
import { cutPath, parseOrigin, pathnameOf, redactedQueryOf, redactedUrl } from './url.js';

describe('pathnameOf', () => {
  it.each([
    ['/orders?userId=1', '/orders'],
    ['/orders#top', '/orders'],
    ['http://shop.example/orders/1?x', '/orders/1'],
    ['http://shop.example', '/'],
    ['*', '*'],
    ['', '/'],
    ['//evil/../x', '//evil/../x'],
  ])('of %p is %p', (target, pathname) => {
    expect(pathnameOf(target)).toBe(pathname);
  });
});

describe('parseOrigin', () => {
  it.each([
    ['http://shop.example:81/orders', { scheme: 'http', authority: 'shop.example:81' }],
    ['https://u:p@w@[::1]?x', { scheme: 'https', authority: '[::1]' }],
    ['/orders', undefined],
    ['*', undefined],
    ['db.example:5432', undefined],
  ])('of %p is %p, without credentials', (target, origin) => {
    expect(parseOrigin(target)).toEqual(origin);
  });
});

describe('redactedQueryOf', () => {
  it('leaves the keys and replaces every value', () => {
    expect(redactedQueryOf('/a?token=s3cret&b=&flag&x=1=2')).toBe(
      'token=REDACTED&b=REDACTED&REDACTED&x=REDACTED',
    );
  });

  it('reads so much of a long key, and of many pairs, as fits whole', () => {
    const key = 'lorem;ipsum;'.repeat(20);
    expect(redactedQueryOf(`/a?b=1&${key}=1`)).toMatch(
      /^b=REDACTED&(?:lorem;ipsum;)+\w*\.\.\.=REDACTED$/,
    );
    expect(redactedQueryOf(`/a?${'x'.repeat(15_500)}=1`)).toBe('...');
    const pairs = redactedQueryOf(`/a?${'b=1&'.repeat(15_500)}`)?.split('&');
    expect(pairs?.at(-1)).toBe('...');
    expect(new Set(pairs)).toEqual(new Set(['b=REDACTED', '...']));
  });

  it.each(['/a', '/a?'])('is undefined for %p', (target) => {
    expect(redactedQueryOf(target)).toBeUndefined();
  });
});

describe('redactedUrl', () => {
  it.each([
    ['/users/42', '/users/REDACTED'],
    ['/v1/users/ada@example.com/orders', '/v1/users/REDACTED/orders'],
    ['/reset/0190f5c4-77b2-7d3e-9c41-4f1e2a3b5c6d?key=1', '/reset/REDACTED?key=REDACTED'],
    ['/', '/'],
  ])('of %p is %p: segments that may be parameters are replaced', (target, redacted) => {
    expect(redactedUrl('http://users:3001', target)).toBe(`http://users:3001${redacted}`);
  });
});

describe('a path that is too long', () => {
  const path = `/${'hunter-'.repeat(2_000)}`;

  it('is cut between segments, so that no part of a segment looks like another', () => {
    expect(redactedUrl('http://users', `/v1/orders${path}`)).toBe('http://users/v1/orders/...');
    expect(cutPath(`/v1/orders${path}`)).toBe('/v1/orders/...');
  });

  it('is cut after as many segments as may be exported', () => {
    expect(redactedUrl('http://users', '/1'.repeat(30_000)).length).toBeLessThan(8_192);
  });
});

describe('createPathMatcher', () => {
  it('matches whole pathnames, with `*` for any characters', () => {
    const isExcluded = createPathMatcher(['/health', '/health/*', '/a.b']);
    expect(['/health', '/health/live', '/a.b'].map(isExcluded)).toEqual([true, true, true]);
    expect(['/healthy', '/api/health', '/aXb', '/'].map(isExcluded)).toEqual(Array(4).fill(false));
  });

  it('matches what a regular expression would', () => {
    const texts = (...units: string[]) =>
      fc.string({ unit: fc.constantFrom(...units), maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(texts('a', 'b', '*'), { maxLength: 3 }),
        texts('a', 'b'),
        (patterns, pathname) => {
          const sources = patterns.map((pattern) => pattern.replaceAll('*', '.*'));
          const expected = sources.some((source) => new RegExp(`^${source}$`).test(pathname));
          expect(createPathMatcher(patterns)(pathname)).toBe(expected);
        },
      ),
      generatedRuns(2_000),
    );
  });

  it('matches a hostile path in linear time', () => {
    const isExcluded = createPathMatcher([`${'*a'.repeat(30)}*b`]);
    expect(isExcluded('a'.repeat(100_000))).toBe(false);
  });

  it('matches nothing without patterns', () => {
    expect(createPathMatcher([])('')).toBe(false);
  });
});
