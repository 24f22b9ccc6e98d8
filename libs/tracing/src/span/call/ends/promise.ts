import { types } from 'node:util';
import type { EndStrategy } from '#span/call/end-strategy.js';

/**
 * The strategy for promises. The span ends when the promise settles. The caller gets the promise that `then`
 * returned: a promise that is observed on a side branch counts as handled, and Node would no longer report
 * its rejection.
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
    return copyShape(promise, followed);
  },
};

/**
 * Whether the promise has the `then` of its realm: a subclass may start the work in a `then` of its own. The
 * last owner of a `then` in the prototype chain is the realm's own, and a promise may be of another realm.
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
 * Gives `followed` the class and the own properties of `promise`: a class may choose another one for what
 * `then` returns, and callers may use a property that was added, such as `cancel`. Symbols belong to the
 * runtime and are not copied.
 */
function copyShape<T extends object>(promise: T, followed: T): T {
  const prototype = Object.getPrototypeOf(promise) as object;
  if (Object.getPrototypeOf(followed) !== prototype) Object.setPrototypeOf(followed, prototype);
  for (const key of Object.getOwnPropertyNames(promise)) {
    const property = Object.getOwnPropertyDescriptor(promise, key);
    if (property) Object.defineProperty(followed, key, property);
  }
  return followed;
}
