import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { types } from 'node:util';
import { takeProcessEvents } from '../process-events.js';
import { nameOf } from './values.js';

/** One run of a scenario, and what is seen of it, in words. */
export class Run {
  readonly seen = {
    /** The member, before it is called. */
    declared: [] as string[],
    /** The observations of the method, and of the work behind its result. */
    method: [] as string[],
    /** The observations of the caller. */
    caller: [] as string[],
    /** The errors and rejections that nothing handled. */
    process: [] as string[],
  };
  /** The number of times that work began which goes on after the call, or waits until its result is used. */
  begun = 0;
  ended = 0;
  /** Whether errors are thrown from a timer, as RxJS does with unhandled ones. */
  throwsLate = false;
  #pending = 0;
  readonly #results: unknown[] = [];

  begin(): void {
    this.begun += 1;
    this.seen.method.push('work begins');
  }

  end(): void {
    this.ended += 1;
    this.seen.method.push('work ends');
  }

  /** Runs `fn` in a later turn of the event loop. */
  later(fn: () => void): void {
    this.#pending += 1;
    setImmediate(() => {
      this.#pending -= 1;
      fn();
    });
  }

  /** Stores a result, so that it is not collected: the span of an unused result ends with its collection. */
  keep(result: unknown): void {
    this.#results.push(result);
  }

  /** Runs `fn` and waits until nothing more happens. */
  async watch(fn: () => void): Promise<void> {
    const stopListening = listenToProcess(this.seen.process);
    try {
      fn();
      do await turn();
      while (this.#pending > 0);
      if (this.throwsLate) await pause(0);
      await turn();
    } finally {
      stopListening();
    }
  }
}

/** Adds every unhandled error and rejection to `log`. */
function listenToProcess(log: string[]): () => void {
  return takeProcessEvents({
    unhandledRejection: (reason) => log.push(`unhandled rejection with ${nameOf(reason)}`),
    rejectionHandled: () => log.push('rejection handled late'),
    uncaughtException: (error) => log.push(`uncaught ${nameOf(unwrapped(error))}`),
  });
}

/** Returns the error itself: Node's `emit('error')` wraps an error of Jest's realm in another one. */
function unwrapped(error: unknown): unknown {
  return types.isNativeError(error) && 'context' in error ? error.context : error;
}
