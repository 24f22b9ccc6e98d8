import type { EndStrategy } from '#span/call/end-strategy.js';
import { isReplaceable, replaceMethod } from './replace-method.js';

type Callback = (value: unknown) => unknown;

interface Thenable {
  then(onFulfilled?: unknown, onRejected?: unknown): unknown;
}

/**
 * The strategy for thenables. A query builder, such as Knex's, runs its query whenever its `then` is called,
 * so the library never calls it. The span covers the first call of the caller; after it, the thenable has its
 * original `then` again. The `catch` and `finally` of Prisma and Mongoose do not call `then`, and make no
 * span.
 */
export const thenableStrategy: EndStrategy<Thenable> = {
  matches: (result): result is Thenable =>
    'then' in result && typeof result.then === 'function' && isReplaceable(result, 'then'),

  follow(thenable, start) {
    let hasBegun = false;
    const putBack = replaceMethod(thenable, 'then', (then, callbacks) => {
      putBack();
      // `await` reads `then` before it calls it: two that run at once have both read the replacement.
      if (hasBegun) return then(callbacks);
      hasBegun = true;
      const [onFulfilled, onRejected] = callbacks;
      const work = start();
      const fulfilled = (value: unknown): unknown => {
        const result = work.resolve(value);
        return isCallback(onFulfilled) ? work.runCaller(() => onFulfilled(result)) : result;
      };
      const rejected = (error: unknown): unknown => {
        work.fail(error);
        if (isCallback(onRejected)) return work.runCaller(() => onRejected(error));
        throw error;
      };
      try {
        return work.run(() => then([fulfilled, rejected]));
      } catch (error) {
        work.fail(error);
        throw error;
      }
    });
    return thenable;
  },
};

function isCallback(value: unknown): value is Callback {
  return typeof value === 'function';
}
