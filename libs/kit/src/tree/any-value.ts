import type { AsymmetricMatcher } from '../pattern/value-pattern.js';

/** A matcher that accepts every value of an attribute, whatever its type; a runner prints it as `Anything`. */
class AnyValue implements AsymmetricMatcher {
  // The printers of Jest and Vitest know matchers by this symbol, https://jestjs.io/docs/expect#asymmetric-matchers.
  readonly $$typeof = Symbol.for('jest.asymmetricMatcher');

  asymmetricMatch(): boolean {
    return true;
  }

  toAsymmetricMatcher(): string {
    return 'Anything';
  }

  toString(): string {
    return 'Anything';
  }
}

/** What `key=*` expects: that the attribute is there. */
export const ANY_VALUE: AsymmetricMatcher = new AnyValue();
