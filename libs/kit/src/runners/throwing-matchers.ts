import { AssertionError } from 'node:assert';
import type { MatcherContext, MatcherResult } from '../assert/matchers.js';
import { framesBelow } from '../running/frames.js';

type Args = readonly unknown[];
type Matcher<Result> = (this: MatcherContext, received: unknown, ...args: Args) => Result;

/** Returns matchers that throw an `AssertionError` when they fail, for a runner that has no matchers of its own. */
export function throwOnFailure(
  matchers: object,
): Readonly<Record<string, Matcher<void | Promise<void>>>> {
  const throwing = Object.entries(matchers).map(([name, matcher]) => [
    name,
    toThrowing(name, matcher),
  ]);
  return Object.fromEntries(throwing);
}

function toThrowing(
  name: string,
  matcher: Matcher<MatcherResult | Promise<MatcherResult>>,
): Matcher<void | Promise<void>> {
  return function throwing(received, ...args) {
    // The caller is the function that tracks whether the promise is awaited; what called that is the test.
    const frames = framesBelow(throwing).slice(1);
    const check = ({ pass, message }: MatcherResult): void => {
      if (pass === (this.isNot === true)) throw assertionError(name, message(), frames);
    };
    const result = matcher.call(this, received, ...args);
    return result instanceof Promise ? result.then(check) : check(result);
  };
}

function assertionError(operator: string, message: string, frames: readonly string[]): Error {
  const error = new AssertionError({ message, operator });
  error.stack = [`${error.name} [${error.code}]: ${message}`, ...frames].join('\n');
  return error;
}
