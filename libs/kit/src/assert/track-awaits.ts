import { AssertionPromise } from '../running/assertion-promise.js';
import { framesBelow } from '../running/frames.js';
import { openCall } from '../running/open-calls.js';
import type { MatcherContext, MatcherResult } from './matchers.js';

type Matcher<Context extends MatcherContext, Args extends readonly unknown[]> = (
  this: Context,
  received: unknown,
  ...args: Args
) => MatcherResult | Promise<MatcherResult>;

/** What a runner does with matchers. */
export interface MatcherRunner<Context extends MatcherContext> {
  /** Returns how often the runner calls `then()` of a matcher's promise before the test gets it. */
  thensOf(context: Context): number;
  /** Called before each call of a matcher. */
  onCall?(context: Context): void;
}

/** Returns matchers that notice when their promise is not awaited. */
export function trackAwaits<Matchers extends object, Context extends MatcherContext>(
  matchers: Matchers,
  runner: MatcherRunner<Context>,
): Matchers {
  const tracked = Object.entries(matchers).map(([name, matcher]) => [
    name,
    track(name, matcher, runner),
  ]);
  return Object.fromEntries(tracked) as Matchers;
}

function track<Args extends readonly unknown[], Context extends MatcherContext>(
  name: string,
  matcher: Matcher<Context, Args>,
  runner: MatcherRunner<Context>,
): Matcher<Context, Args> {
  return function tracked(received, ...args) {
    runner.onCall?.(this);
    const result = matcher.call(this, received, ...args);
    if (!(result instanceof Promise)) return result;
    const call = openCall(name, framesBelow(tracked));
    return AssertionPromise.around(result, call, runner.thensOf(this));
  };
}
