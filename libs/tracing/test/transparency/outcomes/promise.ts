import * as fc from 'fast-check';
import type { Run } from '../run.js';
import type { Outcome } from './outcome.js';
import { promiseCallers } from './promise-callers.js';

type Settling = 'at once' | 'later';

class SubclassedPromise<T> extends Promise<T> {}

/** A class of promises whose `then` returns promises of the class that it extends. */
class SpeciesPromise<T> extends Promise<T> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }
}

/** Generates promises that settle with `outcome`. */
export function anyPromiseOf(outcome: fc.Arbitrary<Outcome>): fc.Arbitrary<Outcome> {
  const script = fc.record({
    outcome,
    Class: fc.constantFrom(Promise, SubclassedPromise, SpeciesPromise),
    property: fc.constantFrom(undefined, 'cancel'),
    settling: fc.constantFrom<Settling>('at once', 'later'),
    caller: fc.constantFrom(...Object.keys(promiseCallers)),
  });
  return script.map(({ outcome, Class, property, settling, caller }) => ({
    words: `returns a ${Class.name}${property ? ` with ${property}()` : ''} that ${settling} ${outcome.words}; the caller ${caller}`,
    span: outcome.span === 'of the call' ? 'of the call' : 'from the call on',
    give(run) {
      const promise = promiseOf(() => outcome.give(run), settling, run, Class);
      return property ? Object.assign(promise, { [property]() {} }) : promise;
    },
    take(result, run) {
      const promise = result as Promise<unknown>;
      const keys = Object.getOwnPropertyNames(promise).join();
      run.seen.caller.push(`got a ${promise.constructor.name} with {${keys}}`);
      promiseCallers[caller]?.(promise, outcome, run);
    },
  }));
}

/** Returns a promise of what `give` returns or throws. */
export function promiseOf(
  give: () => unknown,
  settling: Settling,
  run: Run,
  Class: PromiseConstructor = Promise,
): Promise<unknown> {
  return new Class((resolve, reject) => {
    const settle = (): void => {
      try {
        resolve(give());
      } catch (error) {
        reject(error);
      }
    };
    if (settling === 'later') run.later(settle);
    else settle();
  });
}
