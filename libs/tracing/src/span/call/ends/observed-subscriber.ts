import type { Work } from '#span/call/end-strategy.js';

export interface Subscription {
  readonly closed: boolean;
  add(teardown: unknown): void;
  remove(teardown: unknown): void;
  unsubscribe(): void;
}

export interface Subscriber extends Subscription {
  next(value: unknown): void;
  error(error: unknown): void;
  complete(): void;
}

/**
 * A subscriber that takes the place of the caller's. As it has the methods of a subscription, RxJS subscribes
 * it without a wrapper, so that a synchronous source sees when the caller has unsubscribed.
 *
 * The caller's subscriber may be an `ObservedSubscriber` itself: a method may return an Observable that
 * subscribes to the result of the same method. Such subscribers form a row. A notification passes the row
 * in a loop, and reaches the caller behind it once: in a row that is as long as the stack is deep, no room is
 * left for a call from each subscriber to the next.
 */
export class ObservedSubscriber implements Subscriber {
  #last: unknown;
  #isStopped = false;
  /** The next subscriber of the row. */
  readonly #next: ObservedSubscriber | undefined;
  /** The subscriber of the caller, behind the row. */
  readonly #caller: Subscriber;
  /** The work of the last subscriber of the row. */
  readonly #outermostWork: Work;
  readonly #teardown: Subscription;
  readonly #work: Work;

  /** @param teardown the subscription whose teardowns run when the caller unsubscribes */
  constructor(subscriber: Subscriber, teardown: Subscription, work: Work) {
    this.#teardown = teardown;
    this.#work = work;
    const next = subscriber instanceof ObservedSubscriber ? subscriber : undefined;
    this.#next = next;
    this.#caller = next ? next.#caller : subscriber;
    this.#outermostWork = next ? next.#outermostWork : work;
  }

  get closed(): boolean {
    return this.#caller.closed;
  }

  next(value: unknown): void {
    if (this.#isStopped) return;
    ObservedSubscriber.#eachOf(this, (one) => {
      one.#last = value;
    });
    this.#outermostWork.runCaller(() => this.#caller.next(value));
  }

  error(error: unknown): void {
    if (this.#isStopped) return;
    ObservedSubscriber.#eachOf(this, (one) => {
      one.#isStopped = true;
      one.#work.fail(error);
    });
    this.#outermostWork.runCaller(() => this.#caller.error(error));
  }

  complete(): void {
    if (this.#isStopped) return;
    ObservedSubscriber.#eachOf(this, (one) => {
      one.#isStopped = true;
      one.#work.end(one.#last);
    });
    this.#outermostWork.runCaller(() => this.#caller.complete());
  }

  add(teardown: unknown): void {
    this.#teardown.add(teardown);
  }

  remove(teardown: unknown): void {
    this.#teardown.remove(teardown);
  }

  unsubscribe(): void {
    this.#caller.unsubscribe();
  }

  static #eachOf(
    row: ObservedSubscriber | undefined,
    visit: (one: ObservedSubscriber) => void,
  ): void {
    for (let one = row; one; one = one.#next) visit(one);
  }
}
