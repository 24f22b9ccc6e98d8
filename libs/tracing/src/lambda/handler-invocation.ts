/** A handler of AWS Lambda in any of its forms. */
export type AnyHandler = (this: unknown, ...args: never[]) => unknown;

type Callback = (...given: unknown[]) => unknown;

/** One invocation of a handler, which answers by a promise or by a callback, whichever is first. */
export class HandlerInvocation {
  readonly #settled = Promise.withResolvers<unknown>();
  readonly #callback: Callback | undefined;
  #returned: unknown;
  #isSettled = false;
  /** The arguments with which the handler called its callback, if it did so before its promise settled. */
  #given: unknown[] | undefined;

  /** @param callback the callback to which Lambda expects the answer, if it is a function */
  constructor(callback: unknown) {
    this.#callback = typeof callback === 'function' ? (callback as Callback) : undefined;
  }

  /** Calls the handler. Returns a promise of its answer. */
  call(handler: AnyHandler, receiver: unknown, args: readonly unknown[]): Promise<unknown> {
    try {
      this.#returned = Reflect.apply(handler, receiver, this.#withOwnCallback(args));
      if (isThenable(this.#returned)) this.#returned.then(this.#resolve, this.#reject);
      else if (!this.#callback) this.#resolve(this.#returned);
    } catch (error) {
      this.#reject(error);
    }
    return this.#settled.promise;
  }

  /**
   * Waits for the answer and then for `exported`, and answers Lambda in the way in which the handler did: by a promise
   * or by the callback.
   *
   * @param outcome a promise of the answer
   * @param exported exports the spans of the invocation
   * @returns the value that Lambda receives from the handler
   */
  answer(outcome: Promise<unknown>, exported: () => Promise<void>): unknown {
    const delivered = this.#deliver(outcome, exported);
    return !this.#callback || isThenable(this.#returned) ? delivered : this.#returned;
  }

  async #deliver(outcome: Promise<unknown>, exported: () => Promise<void>): Promise<unknown> {
    let answer: unknown;
    try {
      answer = await outcome;
    } catch (error) {
      await exported();
      return this.#deliverError(error);
    }
    await exported();
    if (!this.#callback || !this.#given) return answer;
    const [error, , ...more] = this.#given;
    this.#callback(error, answer, ...more);
    return this.#returned;
  }

  #deliverError(error: unknown): unknown {
    const isOfPromise = !this.#given && isThenable(this.#returned);
    if (!this.#callback || isOfPromise) throw error;
    this.#callback(...(this.#given ?? [error]));
    return this.#returned;
  }

  #withOwnCallback(args: readonly unknown[]): never[] {
    const all = [...args];
    if (this.#callback) all[2] = this.#onCallback;
    return all as never[];
  }

  readonly #onCallback = (...given: unknown[]): void => {
    if (!this.#isSettled) this.#given = given;
    const [error, result] = given;
    if (error === undefined || error === null) this.#resolve(result);
    else this.#reject(error);
  };

  readonly #resolve = (result: unknown): void => {
    this.#isSettled = true;
    this.#settled.resolve(result);
  };

  readonly #reject = (error: unknown): void => {
    this.#isSettled = true;
    this.#settled.reject(error);
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | undefined)?.then === 'function';
}
