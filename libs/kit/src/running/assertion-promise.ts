import { type OpenCall, closeCall } from './open-calls.js';

/**
 * The promise of a matcher. Its call counts as awaited once `then()` of the promise that the test gets is called, as
 * `await` does. Runners call `then()` themselves before they hand the promise to the test, so these calls do not count.
 */
export class AssertionPromise<T> extends Promise<T> {
  readonly #call: OpenCall;
  readonly #thensOfRunner: number;

  private constructor(promise: Promise<T>, call: OpenCall, thensOfRunner: number) {
    super((resolve) => resolve(promise));
    this.#call = call;
    this.#thensOfRunner = thensOfRunner;
    // A failure that nothing awaits is reported as a call that was not awaited, not as an unhandled rejection.
    void super.then(undefined, () => {});
  }

  /**
   * Wraps the promise of a matcher.
   * @param thensOfRunner how often the runner calls `then()` before the test gets the promise
   */
  static around<T>(
    promise: Promise<T>,
    call: OpenCall,
    thensOfRunner: number,
  ): AssertionPromise<T> {
    return new AssertionPromise(promise, call, thensOfRunner);
  }

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- a call of then() is what awaiting is
  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    const next = super.then(onFulfilled, onRejected);
    if (this.#thensOfRunner > 0) {
      return AssertionPromise.around(next, this.#call, this.#thensOfRunner - 1);
    }
    closeCall(this.#call);
    return next;
  }

  override catch<B = never>(
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<T | B> {
    return AssertionPromise.around(
      super.then(undefined, onRejected),
      this.#call,
      this.#thensOfRunner,
    );
  }
}
