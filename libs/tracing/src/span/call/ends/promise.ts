import { types } from 'node:util';
import type { EndStrategy } from '#span/call/end-strategy.js';

/**
 * Ends when the promise settles. The caller gets the continued promise: one observed on a side branch
 * would count as handled, and its rejection would no longer be reported.
 */
export const promiseStrategy: EndStrategy<Promise<unknown>> = {
  matches: (result): result is Promise<unknown> => types.isPromise(result) && hasNativeThen(result),

  follow(promise, start) {
    const work = start();
    const followed = promise.then(
      (value) => work.resolve(value),
      (error: unknown) => {
        work.fail(error);
        throw error;
      },
    );
    return looksLike(promise, followed);
  },
};

/**
 * Another `then`, that of a subclass, may be what starts the work. The outermost one is a realm's own, and
 * not every promise is of this realm.
 */
function hasNativeThen(promise: Promise<unknown>): boolean {
  if (promise.then === Promise.prototype.then) return true;
  let owner: object | null = promise;
  while (owner && !Object.hasOwn(owner, 'then')) {
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return owner !== null && !('then' in (Object.getPrototypeOf(owner) as object));
}

/**
 * The class of a promise may say that what `then` returns is of another. And callers may use what somebody
 * has put on a promise, such as a `cancel`. Symbols are the runtime's own.
 */
function looksLike<T extends object>(promise: T, followed: T): T {
  const prototype = Object.getPrototypeOf(promise) as object;
  if (Object.getPrototypeOf(followed) !== prototype) Object.setPrototypeOf(followed, prototype);
  for (const key of Object.getOwnPropertyNames(promise)) {
    const property = Object.getOwnPropertyDescriptor(promise, key);
    if (property) Object.defineProperty(followed, key, property);
  }
  return followed;
}
