import * as fc from 'fast-check';
import {
  BehaviorSubject,
  Observable,
  Subject,
  type Subscriber,
  type Subscription,
  map,
  take,
} from 'rxjs';
import type { Run } from '../run.js';
import { type Given, anyValue, nameOf, named } from '../values.js';
import type { Outcome } from './outcome.js';

interface Source {
  readonly values: readonly Given[];
  readonly pace: 'at once' | 'in turns' | 'over and over';
  readonly end: 'completes' | 'goes on' | 'fails' | 'throws';
  readonly error: Given;
}

interface Caller {
  readonly subscriptions: number;
  readonly leaves: 'never' | 'by unsubscribe()' | 'by take()';
  readonly leavesAfter: number;
  readonly handlesErrors: boolean;
  readonly throws: Given | null;
}

const kinds: Readonly<Record<string, (source: Source, run: Run) => Observable<unknown>>> = {
  'an Observable': observableOf,
  'a piped Observable': (source, run) => observableOf(source, run).pipe(map((value) => value)),
  'the Subject': (source, run) => subjectOf(new Subject(), source, run),
  'the BehaviorSubject': (source, run) => subjectOf(new BehaviorSubject<unknown>(0), source, run),
};

export function anyObservable(): fc.Arbitrary<Outcome> {
  const script = fc.record({
    kind: fc.constantFrom(...Object.entries(kinds)),
    source: fc.record<Source>({
      values: fc.array(anyValue(), { maxLength: 3 }),
      pace: fc.constantFrom('at once', 'in turns', 'over and over'),
      end: fc.constantFrom('completes', 'goes on', 'fails', 'throws'),
      error: anyValue(),
    }),
    caller: fc.record<Caller>({
      subscriptions: fc.constantFrom(1, 2, 0),
      leaves: fc.constantFrom('never', 'by unsubscribe()', 'by take()'),
      leavesAfter: fc.nat(2),
      handlesErrors: fc.boolean(),
      throws: fc.option(anyValue(), { freq: 8 }),
    }),
  });
  return script.map(({ kind: [kind, make], source, caller }) => ({
    words: `returns ${kind} that ${wordsOfSource(source)}; the caller ${wordsOfCaller(caller)}`,
    span: kind.includes('Subject') ? 'of the call' : 'on demand',
    give: (run) => make(source, run),
    take(result, run) {
      const observable = result as Observable<unknown>;
      run.seen.caller.push(`got ${nameOf(observable)}, of ${observable.constructor.name}`);
      for (let count = 0; count < caller.subscriptions; count += 1) {
        subscribe(observable, caller, run);
      }
    },
  }));
}

function observableOf(source: Source, run: Run): Observable<unknown> {
  return new Observable((subscriber) => {
    run.begin();
    subscriber.add(() => run.end());
    emit(source, subscriber, run);
  });
}

function subjectOf<S extends Subject<unknown>>(subject: S, source: Source, run: Run): S {
  run.later(() => emit({ ...source, end: 'completes' }, subject, run));
  return named(`the ${subject.constructor.name}`, subject);
}

/** The number of values after which an endless source stops, if its subscriber ignores `closed`. */
const ENDLESS_ROUNDS = 10;

function emit(
  { values, pace, end, error }: Source,
  observer: Subject<unknown> | Subscriber<unknown>,
  run: Run,
): void {
  const rounds = pace === 'over and over' ? ENDLESS_ROUNDS : 1;
  const emissions = Array<readonly Given[]>(rounds).fill(values).flat();

  const emitNext = (): void => {
    const emission = emissions.shift();
    if (observer.closed) return;
    if (!emission) return finish();
    run.seen.method.push(`emits ${nameOf(emission.value)}`);
    observer.next(emission.value);
    if (pace === 'in turns') run.later(emitNext);
    else emitNext();
  };
  const finish = (): void => {
    if (end === 'completes') observer.complete();
    // Once subscribe() has returned, nobody is there to catch.
    else if (end === 'throws' && pace !== 'in turns') throw error.value;
    else if (end !== 'goes on') observer.error(error.value);
  };
  emitNext();
}

function subscribe(observable: Observable<unknown>, caller: Caller, run: Run): void {
  run.throwsLate = true;
  const { leaves, leavesAfter, handlesErrors, throws } = caller;
  const source = leaves === 'by take()' ? observable.pipe(take(leavesAfter)) : observable;
  let subscription: Subscription | undefined;
  let seen = 0;
  const leaveInTime = (): void => {
    if (leaves === 'by unsubscribe()' && seen >= leavesAfter) subscription?.unsubscribe();
  };
  const error = (thrown: unknown): void =>
    void run.seen.caller.push(`failed with ${nameOf(thrown)}`);
  subscription = source.subscribe({
    next(value) {
      run.seen.caller.push(`next ${nameOf(value)}`);
      seen += 1;
      leaveInTime();
      if (throws) throw throws.value;
    },
    ...(handlesErrors && { error }),
    complete: () => void run.seen.caller.push('completed'),
  });
  leaveInTime();
  run.seen.caller.push(`subscribed, and ${subscription.closed ? 'through' : 'waiting'}`);
}

function wordsOfSource({ values, pace, end, error }: Source): string {
  const emissions = values.map(({ value }) => nameOf(value)).join(', ');
  const reason = end === 'fails' || end === 'throws' ? ` with ${nameOf(error.value)}` : '';
  return `emits [${emissions}] ${pace} and ${end}${reason}`;
}

function wordsOfCaller(caller: Caller): string {
  const { subscriptions, leaves, leavesAfter, handlesErrors, throws } = caller;
  return [
    `subscribes ${subscriptions} times`,
    ...(leaves === 'never' ? [] : [`leaves ${leaves} after ${leavesAfter}`]),
    ...(handlesErrors ? ['handles errors'] : []),
    ...(throws ? [`throws ${nameOf(throws.value)} at each value`] : []),
  ].join(', ');
}
