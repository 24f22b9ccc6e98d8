import { describe, expect, it } from '@jest/globals';
import { findPatterns, patternsIn } from '../test/patterns/find-patterns.js';
import { superlinear } from '../test/patterns/growth.js';

const found = await findPatterns(new URL('./', import.meta.url));

/** What is made of something else than constants, and examples of it. */
const MADE: Record<string, readonly RegExp[]> = {
  // Of the application: the documentation says what they have to keep to.
  'span/capture/redaction.ts': [],
  'sdk/presets/standard/loader-hook.ts': [/\/build\/src\/router\/router-execution-context\.js$/],
};

/** For thousands of searches of one pattern on a machine that is busy. */
const PATIENCE_MILLIS = 120_000;

const patterns = found.flatMap(({ place, pattern }): [string, RegExp][] => {
  const file = place.split(':', 1)[0] ?? '';
  return (pattern ? [pattern] : (MADE[file] ?? [])).map((each) => [place, each]);
});

describe('every pattern of the library', () => {
  it('is found', () => {
    const unread = found
      .filter(({ pattern }) => !pattern)
      .map(({ place }) => place.split(':', 1)[0]);
    expect(unread).toEqual(Object.keys(MADE).sort());
    expect(patterns.length).toBeGreaterThan(40);
  });

  it.each(patterns)(
    'takes steps in proportion to what it reads: %s %p',
    (_place, pattern) => {
      expect(superlinear(pattern)).toBeUndefined();
    },
    PATIENCE_MILLIS,
  );
});

describe('the search for patterns that are not linear', () => {
  it.each([
    ['an e-mail address that may begin anywhere', /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
    ['a token that may begin within one', /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g],
    ['an end that is looked for from everywhere', /\s+$/],
    ['neighbours that take the same', /^(?:\*\.)?(?:[a-z\d_-]+\.)*[a-z\d_-]*[a-z_][a-z\d_-]*$/i],
    ['a repetition in a repetition', /^(\w+\s?)*$/],
    ['an alternative twice', /^(?:a|ab|b)*c/],
    ['what comes after a prefix', /^key=(?<value>.*),(.*),end$/],
    ['a lookahead that reads on', /(?=.*x)./g],
    ['a lookbehind that reads back', /(?<=^.*)@/g],
    ['a literal that may begin within one', /"(?:[^"\\]|\\.)*"/g],
    ['a literal that may end in an escape', /"(?:[^"\\]|\\.)*(?:"|$)/gs],
    ['what only the first line lets begin', /^'+|'+$/g],
    ['a line that any end of a line begins', /^([^\S\n]*)\S/m],
    ['a backreference', /(a+)b\1/],
  ])('finds %s: %p', (_name, pattern) => {
    expect(superlinear(pattern)).toMatch(/ steps a character/);
  });

  it.each([
    [/^\w+$/],
    [/[^\p{L}\p{N}]/gu],
    [/'(?:[^']|'')*(?:'|$)/g],
    [/(?<!\w)\w+@/g],
    [/^(a{0,255}b)?a{1,200}(?<! )$/],
  ])('finds nothing wrong with %p', (pattern) => {
    expect(superlinear(pattern)).toBeUndefined();
  });

  it('reads literals, and calls of RegExp as far as they are made of constants', () => {
    const source = String.raw`
      const WORD = '\\w+';
      const LIST = new RegExp(${'`'}^${'$'}{WORD}(?:,${'$'}{WORD})*$${'`'}, 'i');
      const RAW = RegExp(String.raw${'`'}\d${'`'});
      const given = (pattern: string) => new RegExp(pattern);
      export const split = (text: string) => text.split(/[/]+/g);`;
    expect(patternsIn('a.ts', source)).toEqual([
      { place: 'a.ts:3', pattern: /^\w+(?:,\w+)*$/i },
      { place: 'a.ts:4', pattern: /\d/ },
      { place: 'a.ts:5', pattern: undefined },
      { place: 'a.ts:6', pattern: /[/]+/g },
    ]);
  });
});
