import type { EndStrategy } from '#span/call/end-strategy.js';
import { ObservedSubscriber, type Subscriber, type Subscription } from './observed-subscriber.js';

/** As much of an Observable of RxJS as is needed: this folder imports the API of OpenTelemetry alone. */
interface Observable {
  subscribe(subscriber?: Subscriber): Subscription;
}

type ObservableConstructor = new (subscribe: (subscriber: Subscriber) => void) => Observable;

/**
 * One span for each subscription, until it completes, fails or is unsubscribed. The source runs inside
 * the span, its teardown too; what it emits reaches the caller in the caller's own context.
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
 * None with methods of its own: a Subject is shared by those who call it, and so is what `connectable()`
 * returns.
 */
function isPlainObservable(result: object): boolean {
  if (!('subscribe' in result)) return false;
  const prototype = Object.getPrototypeOf(result) as object | null;
  return (
    ['subscribe', 'lift'].every((name) => Object.hasOwn(prototype ?? {}, name)) &&
    Object.keys(result).every((name) => FIELDS.has(name))
  );
}

/** What every Observable is made of. */
const FIELDS = new Set(['source', 'operator', '_subscribe']);
