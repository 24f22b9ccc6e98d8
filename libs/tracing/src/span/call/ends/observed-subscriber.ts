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
 * A subscriber that stands for the caller's: with the methods of a subscription, RxJS subscribes it as it
 * is, so that a synchronous source sees when the caller has had enough.
 *
 * The caller may be one of these itself: what a method returns that subscribes to what it gets by calling
 * itself. A notification passes a row of them in a loop, and once, as it passes the one subscriber that
 * RxJS has there: a row that was as deep as the stack has no room left for a call from each to the next.
 */
export class ObservedSubscriber implements Subscriber {
  private last: unknown;
  private isStopped = false;
  /** The next one of the row. */
  private readonly around: ObservedSubscriber | undefined;
  /** What is behind the row. */
  private readonly caller: Subscriber;
  /** That of the last one of the row. */
  private readonly outermostWork: Work;

  /** @param teardown what is done when the caller has had enough */
  constructor(
    subscriber: Subscriber,
    private readonly teardown: Subscription,
    private readonly work: Work,
  ) {
    this.around = subscriber instanceof ObservedSubscriber ? subscriber : undefined;
    this.caller = this.around?.caller ?? subscriber;
    this.outermostWork = this.around?.outermostWork ?? work;
  }

  get closed(): boolean {
    return this.caller.closed;
  }

  next(value: unknown): void {
    if (this.isStopped) return;
    ObservedSubscriber.eachOf(this, (one) => {
      one.last = value;
    });
    this.outermostWork.runCaller(() => this.caller.next(value));
  }

  error(error: unknown): void {
    if (this.isStopped) return;
    ObservedSubscriber.eachOf(this, (one) => {
      one.isStopped = true;
      one.work.fail(error);
    });
    this.outermostWork.runCaller(() => this.caller.error(error));
  }

  complete(): void {
    if (this.isStopped) return;
    ObservedSubscriber.eachOf(this, (one) => {
      one.isStopped = true;
      one.work.end(one.last);
    });
    this.outermostWork.runCaller(() => this.caller.complete());
  }

  add(teardown: unknown): void {
    this.teardown.add(teardown);
  }

  remove(teardown: unknown): void {
    this.teardown.remove(teardown);
  }

  unsubscribe(): void {
    this.caller.unsubscribe();
  }

  private static eachOf(
    row: ObservedSubscriber | undefined,
    visit: (one: ObservedSubscriber) => void,
  ): void {
    for (let one = row; one; one = one.around) visit(one);
  }
}
