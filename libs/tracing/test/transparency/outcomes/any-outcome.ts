import * as fc from 'fast-check';
import { anyGenerator } from './generator.js';
import { anyReturn, anyThrow } from './immediate.js';
import { anyObservable } from './observable.js';
import type { Outcome } from './outcome.js';
import { anyPromiseOf } from './promise.js';
import { anyStream } from './stream.js';
import { anyThenableOf } from './thenable.js';

export function anyImmediate(): fc.Arbitrary<Outcome> {
  return fc.oneof(anyReturn(), anyThrow());
}

/** Generates promises, as async methods return them. They may resolve to work that goes on, such as an Observable. */
export function anyPromise(): fc.Arbitrary<Outcome> {
  return anyPromiseOf(
    fc.oneof(anyReturn(), anyThrow(), anyObservable(), anyGenerator(), anyStream()),
  );
}

export function anyOutcome(): fc.Arbitrary<Outcome> {
  return fc.oneof(
    { weight: 2, arbitrary: anyImmediate() },
    { weight: 3, arbitrary: anyPromise() },
    { weight: 3, arbitrary: anyThenableOf(anyImmediate()) },
    { weight: 4, arbitrary: anyObservable() },
    { weight: 1, arbitrary: anyGenerator() },
    { weight: 1, arbitrary: anyStream() },
  );
}
