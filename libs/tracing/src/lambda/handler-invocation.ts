export type AnyHandler = (this: unknown, ...args: never[]) => unknown;

type Callback = (...given: unknown[]) => unknown;

/** One call of a handler, which settles by a promise or by a callback, whichever is first. */
export class HandlerInvocation {
  private readonly settled = Promise.withResolvers<unknown>();
  private readonly callback: Callback | undefined;
  private returned: unknown;
  private isSettled = false;
  /** What the handler has called its callback with, if that was first. */
  private given: unknown[] | undefined;

  /** @param callback what takes the answer, if it is a function */
  constructor(callback: unknown) {
    this.callback = typeof callback === 'function' ? (callback as Callback) : undefined;
  }

  /** Calls the handler. Resolves or rejects with its answer. */
  start(handler: AnyHandler, receiver: unknown, args: readonly unknown[]): Promise<unknown> {
    try {
      this.returned = Reflect.apply(handler, receiver, this.withOwnCallback(args));
      if (isThenable(this.returned)) this.returned.then(this.resolve, this.reject);
      else if (!this.callback) this.resolve(this.returned);
    } catch (error) {
      this.reject(error);
    }
    return this.settled.promise;
  }

  /**
   * Gives the answer in the way that the handler has chosen, once `exported` has resolved. Returns what the
   * caller of the handler gets.
   *
   * @param outcome resolves or rejects with the answer
   */
  finish(outcome: Promise<unknown>, exported: () => Promise<void>): unknown {
    const delivered = this.deliver(outcome, exported);
    return !this.callback || isThenable(this.returned) ? delivered : this.returned;
  }

  private async deliver(
    outcome: Promise<unknown>,
    exported: () => Promise<void>,
  ): Promise<unknown> {
    let answer: unknown;
    try {
      answer = await outcome;
    } catch (error) {
      await exported();
      return this.deliverError(error);
    }
    await exported();
    if (!this.callback || !this.given) return answer;
    const [error, , ...more] = this.given;
    this.callback(error, answer, ...more);
    return this.returned;
  }

  private deliverError(error: unknown): unknown {
    const isOfPromise = !this.given && isThenable(this.returned);
    if (!this.callback || isOfPromise) throw error;
    this.callback(...(this.given ?? [error]));
    return this.returned;
  }

  private withOwnCallback(args: readonly unknown[]): never[] {
    const all = [...args];
    if (this.callback) all[2] = this.called;
    return all as never[];
  }

  private readonly called = (...given: unknown[]): void => {
    if (!this.isSettled) this.given = given;
    const [error, result] = given;
    if (error === undefined || error === null) this.resolve(result);
    else this.reject(error);
  };

  private readonly resolve = (result: unknown): void => {
    this.isSettled = true;
    this.settled.resolve(result);
  };

  private readonly reject = (error: unknown): void => {
    this.isSettled = true;
    this.settled.reject(error);
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | undefined)?.then === 'function';
}
