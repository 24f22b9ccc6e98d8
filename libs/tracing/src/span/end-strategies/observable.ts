import type { EndStrategy, Work } from '../end-strategy.js';

/** As much of an Observable of RxJS as is needed: this folder imports the API of OpenTelemetry alone. */
interface Observable {
  subscribe(subscriber: Subscriber): unknown;
}

interface Subscriber {
  readonly closed: boolean;
  next(value: unknown): void;
  error(error: unknown): void;
  complete(): void;
  add(teardown: unknown): void;
  remove(teardown: unknown): void;
  unsubscribe(): void;
}

type ObservableConstructor = new (subscribe: (subscriber: Subscriber) => void) => Observable;

/**
 * One span for each subscription, until it completes, fails or is unsubscribed. The source runs inside
 * the span; what it emits reaches the caller in the caller's own context.
 */
export const observableStrategy: EndStrategy<Observable> = {
  matches: (result): result is Observable => isPlainObservable(result),

  follow(source, start) {
    const Observable = source.constructor as ObservableConstructor;
    return new Observable((subscriber) => {
      const work = start();
      subscriber.add(() => work.cancel());
      work.run(() => source.subscribe(observedBy(subscriber, work)));
    });
  },
};

/** Not of a subclass: a Subject is shared by those who call it, and others have methods of their own. */
function isPlainObservable(result: object): boolean {
  if (!('subscribe' in result)) return false;
  const prototype = Object.getPrototypeOf(result) as object;
  return Object.hasOwn(prototype, 'subscribe') && Object.hasOwn(prototype, 'lift');
}

/**
 * A subscriber that stands for `subscriber`: with the methods of a subscription, RxJS subscribes it as it
 * is, so that a synchronous source sees when the caller has had enough.
 */
function observedBy(subscriber: Subscriber, work: Work): Subscriber {
  let last: unknown;
  return {
    get closed() {
      return subscriber.closed;
    },
    next(value) {
      last = value;
      work.runCaller(() => subscriber.next(value));
    },
    error(error) {
      work.fail(error);
      work.runCaller(() => subscriber.error(error));
    },
    complete() {
      work.end(last);
      work.runCaller(() => subscriber.complete());
    },
    add: (teardown) => subscriber.add(teardown),
    remove: (teardown) => subscriber.remove(teardown),
    unsubscribe: () => subscriber.unsubscribe(),
  };
}
