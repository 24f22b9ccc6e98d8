import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Work that may be interrupted: it yields `undefined` wherever other work may go on, yields other work by {@link call} to
 * wait for its result, and returns its own result at its end.
 */
export type Steps<Result> = Generator<Steps<unknown> | undefined, Result, unknown>;

/** How long a slice of work takes before the event loop turns, in milliseconds: a fifth of what it may stand still. */
const SLICE_MILLIS = 10;

/**
 * Does other work, and returns its result. Work that recurs uses it in place of `yield*`, by which each step would pass
 * through all levels, and thousands of levels would overflow the stack.
 */
export function* call<Result>(steps: Steps<Result>): Steps<Result> {
  return (yield steps) as Result;
}

/** Returns work of one step, whose result is there. */
export function* done<Result>(result: Result): Steps<Result> {
  yield;
  return result;
}

/** Does all of the work at once. */
export function finish<Result>(steps: Steps<Result>): Result {
  const running = new RunningWork(steps);
  while (!running.advance()) continue;
  return running.result as Result;
}

/** Does the work in slices of about 10 milliseconds, between which the event loop turns. */
export async function finishInSlices<Result>(steps: Steps<Result>): Promise<Result> {
  const running = new RunningWork(steps);
  let sliceEnd = performance.now() + SLICE_MILLIS;
  while (!running.advance()) {
    if (performance.now() < sliceEnd) continue;
    await nextTurn();
    sliceEnd = performance.now() + SLICE_MILLIS;
  }
  return running.result as Result;
}

/** Work under way, with the other work that it waits for. */
class RunningWork {
  readonly #stack: Steps<unknown>[];
  /** The result of what has ended last: at the end, that of the whole work. */
  result: unknown;

  constructor(steps: Steps<unknown>) {
    this.#stack = [steps];
  }

  /** Takes a step, and returns whether it was the last one. */
  advance(): boolean {
    const step = this.#stack.at(-1)?.next(this.result);
    this.result = undefined;
    if (step?.done) {
      this.#stack.pop();
      this.result = step.value;
    } else if (step?.value) {
      this.#stack.push(step.value);
    }
    return this.#stack.length === 0;
  }
}
