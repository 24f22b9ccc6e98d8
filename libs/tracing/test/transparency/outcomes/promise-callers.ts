import type { Run } from '../run.js';
import { nameOf } from '../values.js';
import type { Outcome } from './outcome.js';

type Caller = (promise: PromiseLike<unknown>, outcome: Outcome, run: Run) => void;

/** The ways in which a caller uses a promise, or another thenable, of an outcome. */
export const promiseCallers: Readonly<Record<string, Caller>> = {
  'awaits it': awaitIt,
  'awaits it twice'(...given) {
    awaitIt(...given);
    awaitIt(...given);
  },
  'awaits it late': (promise, outcome, run) => run.later(() => awaitIt(promise, outcome, run)),
  'handles no failure': (promise, outcome, run) =>
    void awaited(promise).then((value) => takeOver(value, outcome, run)),
  'calls its then() without callbacks'(promise, _outcome, run) {
    try {
      void promise.then(undefined);
    } catch (error) {
      run.seen.caller.push(`then() threw ${nameOf(error)}`);
    }
  },
  'ignores it'() {},
};

function awaitIt(promise: PromiseLike<unknown>, outcome: Outcome, run: Run): void {
  void awaited(promise).then(
    (value) => takeOver(value, outcome, run),
    (error: unknown) => run.seen.caller.push(`caught ${nameOf(error)}`),
  );
}

/** Returns a promise that follows another one in the way of `await`. */
function awaited(promise: PromiseLike<unknown>): Promise<unknown> {
  return new Promise((resolve) => resolve(promise));
}

function takeOver(value: unknown, outcome: Outcome, run: Run): void {
  run.keep(value);
  outcome.take(value, run);
}
