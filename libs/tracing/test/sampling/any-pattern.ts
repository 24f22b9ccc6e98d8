import * as fc from 'fast-check';

/** Few characters, so that patterns and paths meet often. */
const anyLetters = (): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 2 });

function anySegment(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: anyLetters() },
    { weight: 2, arbitrary: fc.constantFrom('*', '**', ':id', '{id}') },
    { weight: 1, arbitrary: fc.tuple(anyLetters(), anyLetters()).map((ends) => ends.join('*')) },
  );
}

/** A pattern as an operator may write it. */
export function anyPatternText(): fc.Arbitrary<string> {
  const segments = fc.array(anySegment(), { minLength: 1, maxLength: 4 });
  const anyStart = fc.constantFrom('/', '/', '/', '*');
  return fc
    .tuple(anyStart, segments)
    .map(([start, rest]) => (start === '/' ? `/${rest.join('/')}` : ['*', ...rest].join('/')));
}

export function anyPath(): fc.Arbitrary<string> {
  return fc.array(anyLetters(), { minLength: 1, maxLength: 5 }).map((list) => `/${list.join('/')}`);
}

/** Returns the regular expression that means the same as a pattern, by the plainest implementation. */
export function asRegExp(pattern: string): RegExp {
  const segments = pattern
    .split('/')
    .map((segment) => (/^[:{]/.test(segment) ? '[^/]+' : segment.replaceAll('*', '.*')));
  return new RegExp(`^${segments.join('/')}$`);
}
