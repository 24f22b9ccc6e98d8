import type { EndStrategy } from '#span/call/end-strategy.js';
import { ObservedSubscriber, type Subscriber, type Subscription } from './observed-subscriber.js';

/** The part of an RxJS Observable that is used here: this folder imports nothing but OpenTelemetry's API. */
interface Observable {
  subscribe(subscriber?: Subscriber): Subscription;
}

type ObservableConstructor = new (subscribe: (subscriber: Subscriber) => void) => Observable;

/**
 * The strategy for Observables. Each subscription gets a span, which ends when the subscription completes,
 * fails or is unsubscribed. The source and its teardown run inside the span; the values reach the caller in
 * the caller's own context.
 */
export const observableStrategy: EndStrategy<Observable> = {
  matches: (result): result is Observable => isPlainObservable(result),

  follow(source, start) {
    const Observable = source.constructor as ObservableConstructor;
    return new Observable((subscriber) => {
      const work = start();
      const teardown = new Observable(() => undefined).subscribe();
      subscriber.add(() => work.run(() => teardown.unsubscribe()));
      subscriber.add(() => work.cancel());
      work.run(() => source.subscribe(new ObservedSubscriber(subscriber, teardown, work)));
    });
  },
};

/**
 * Whether `result` is an Observable without methods of its own. A Subject has some, and all its callers
 * share it; the same is true of the result of `connectable()`.
 */
function isPlainObservable(result: object): boolean {
  if (!('subscribe' in result)) return false;
  const prototype = Object.getPrototypeOf(result) as object | null;
  return (
    ['subscribe', 'lift'].every((name) => Object.hasOwn(prototype ?? {}, name)) &&
    Object.keys(result).every((name) => FIELDS.has(name))
  );
}

/** The names of the fields that every Observable may have. */
const FIELDS = new Set(['source', 'operator', '_subscribe']);
