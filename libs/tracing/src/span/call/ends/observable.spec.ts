import { beforeEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import {
  BehaviorSubject,
  Observable,
  ReplaySubject,
  Subject,
  connectable,
  defer,
  finalize,
  firstValueFrom,
  from,
  interval,
  lastValueFrom,
  map,
  mergeMap,
  observeOn,
  of,
  asyncScheduler,
  repeat,
  retry,
  take,
  tap,
  throwError,
  timer,
  toArray,
} from 'rxjs';
import { SpanRecorder, activeSpanName, inRoot } from '../../../../test/span-recorder.js';
import { Traced } from '#decorators/traced.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

class Prices {
  @Traced()
  watch<T>(source: T): T {
    return source;
  }

  @Traced({ onResult: (price) => ({ 'price.last': price }) })
  last(source: Observable<number>): Observable<number> {
    return source;
  }

  @Traced()
  read(): string | undefined {
    return activeSpanName();
  }
}

class PricesController {
  readonly #prices = new Prices();

  @Traced()
  watch(): Observable<unknown> {
    return this.#prices
      .watch(defer(() => of(this.#prices.read())))
      .pipe(tap(() => this.#prices.read()));
  }
}

const prices = new Prices();

describe('an Observable', () => {
  it('has a span from subscribe to completion', () => {
    const source = new Subject<string>();
    const watched = prices.watch(source.asObservable());
    expect(recorder.started).toBe(0);
    const seen: string[] = [];
    watched.subscribe((price) => seen.push(price));
    source.next('7');
    expect([recorder.started, recorder.spans.length]).toEqual([1, 0]);
    source.complete();
    expect(recorder.span('Prices.watch').status.code).toBe(SpanStatusCode.UNSET);
    expect(seen).toEqual(['7']);
  });

  it('ends the span before the caller goes on, and gives its last value to onResult', async () => {
    let ended = 0;
    const complete = (): void => void (ended = recorder.spans.length);
    prices.last(of(7, 8)).subscribe({ complete });
    expect(ended).toBe(1);
    expect(recorder.span('Prices.last').attributes['price.last']).toBe(8);
  });

  it('has one span for each subscription', async () => {
    const watched = prices.watch(of(7));
    await Promise.all([lastValueFrom(watched), lastValueFrom(watched)]);
    expect(recorder.tree()).toBe('Prices.watch\nPrices.watch');
  });

  it('stays an Observable', () => {
    expect(prices.watch(of(7))).toBeInstanceOf(Observable);
    expect(recorder.started).toBe(0);
  });

  it('fails the span with its error, which reaches the subscriber unchanged', async () => {
    const error = new RangeError('no price');
    await expect(lastValueFrom(prices.watch(throwError(() => error)))).rejects.toBe(error);
    await expect(lastValueFrom(prices.watch(defer(() => JSON.parse('{'))))).rejects.toThrow(
      SyntaxError,
    );
    const codes = recorder.spans.map(({ status }) => status.code);
    expect(codes).toEqual([SpanStatusCode.ERROR, SpanStatusCode.ERROR]);
  });

  it('ends the span when it is unsubscribed, which is no error', () => {
    const subscription = prices.watch(new Subject().asObservable()).subscribe();
    expect([recorder.started, recorder.spans.length]).toEqual([1, 0]);
    subscription.unsubscribe();
    expect(recorder.span('Prices.watch').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('stops an endless synchronous source once the caller unsubscribes', async () => {
    let emitted = 0;
    const endless = new Observable<number>((subscriber) => {
      while (!subscriber.closed) subscriber.next((emitted += 1));
    });
    const taken = prices.watch(endless).pipe(take(3), toArray());
    expect(await lastValueFrom(taken)).toEqual([1, 2, 3]);
    expect(emitted).toBe(3);
    expect(recorder.span('Prices.watch').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('is a child of the span in which it is subscribed', async () => {
    const watched = prices.watch(of(7));
    await inRoot(() => lastValueFrom(watched));
    expect(recorder.tree()).toBe('root\n  Prices.watch');
  });

  it('is a child of the method around that returns it as well', async () => {
    await lastValueFrom(new PricesController().watch());
    expect(recorder.tree()).toBe(
      'PricesController.watch\n  Prices.watch\n    Prices.read\n  Prices.read',
    );
  });
});

describe('a method that returns an Observable of what it returns itself', () => {
  class Walker {
    @Traced()
    walk(depth: number): Observable<number> {
      if (depth === 0) return of(1, 2);
      return new Observable((subscriber) => this.walk(depth - 1).subscribe(subscriber));
    }
  }

  it('has a span for each level, and passes each value to the caller once', async () => {
    const walked = new Walker().walk(300).pipe(toArray());
    expect(await lastValueFrom(walked)).toEqual([1, 2]);
    expect([recorder.started, recorder.spans.length]).toEqual([301, 301]);
  });

  it('passes one end to the caller', () => {
    const seen: string[] = [];
    const ended = new Observable<number>((subscriber) => {
      const walked = new Walker().walk(0);
      walked.subscribe(subscriber);
      walked.subscribe(subscriber);
      subscriber.error(new Error('late'));
    });
    prices.watch(ended).subscribe({
      next: (value) => seen.push(`value ${value}`),
      complete: () => seen.push('complete'),
      error: () => seen.push('error'),
    });
    expect(seen).toEqual(['value 1', 'value 2', 'complete']);
  });
});

describe('the source of an Observable', () => {
  const seeing = (seen: unknown[]) => (): unknown => seen.push(activeSpanName());

  it('runs inside the span, and what is downstream does not', async () => {
    const seen: unknown[] = [];
    const source = defer(async () => activeSpanName()).pipe(tap(seeing(seen)));
    await inRoot(async () => {
      const inside = await lastValueFrom(prices.watch(source).pipe(tap(seeing(seen))));
      expect(inside).toBe('Prices.watch');
    });
    expect(seen).toEqual(['Prices.watch', 'root']);
  });

  it.each([
    ['interval', interval(1).pipe(take(2))],
    ['timer', timer(1, 1).pipe(take(2))],
    ['observeOn', of(0, 1).pipe(observeOn(asyncScheduler))],
    ['a promise', from([Promise.resolve(0), Promise.resolve(1)]).pipe(mergeMap((value) => value))],
  ])('runs inside the span where %s emits later', async (_source, numbers) => {
    const source = numbers.pipe(map(activeSpanName));
    const inside = await lastValueFrom(prices.watch(source).pipe(toArray()));
    expect(inside).toEqual(['Prices.watch', 'Prices.watch']);
    expect(recorder.spans).toHaveLength(1);
  });

  it('is torn down inside the span, wherever the caller unsubscribes', () => {
    const seen: unknown[] = [];
    const see = seeing(seen);
    const source = new Observable(() => see).pipe(finalize(see), map(String), finalize(see));
    prices.watch(source).subscribe().unsubscribe();
    expect(seen).toEqual(Array(3).fill('Prices.watch'));
  });

  it('is torn down before the span ends, and once', () => {
    const ends: number[] = [];
    const source = new Observable(() => () => ends.push(recorder.spans.length));
    const subscription = prices.watch(source).subscribe();
    subscription.unsubscribe();
    subscription.unsubscribe();
    expect(ends).toEqual([0]);
    expect(recorder.spans).toHaveLength(1);
  });

  it('can remove a teardown', () => {
    const torn: string[] = [];
    const kept = (): unknown => torn.push('kept');
    const source = new Observable((subscriber) => {
      subscriber.add(kept);
      subscriber.add(() => torn.push('torn'));
      subscriber.remove(kept);
    });
    prices.watch(source).subscribe().unsubscribe();
    expect(torn).toEqual(['torn']);
  });

  it('can unsubscribe inner sources as they end', async () => {
    const source = from([1, 2, 3]).pipe(mergeMap((value) => timer(1).pipe(map(() => value))));
    expect(await lastValueFrom(prices.watch(source).pipe(toArray()))).toEqual([1, 2, 3]);
  });

  it('has one span for each attempt', async () => {
    let attempts = 0;
    const source = defer(() => {
      attempts += 1;
      return attempts < 3 ? throwError(() => new RangeError('no price')) : of(attempts);
    });
    expect(await lastValueFrom(prices.watch(source).pipe(retry(2)))).toBe(3);
    const { ERROR, UNSET } = SpanStatusCode;
    expect(recorder.spans.map(({ status }) => status.code)).toEqual([ERROR, ERROR, UNSET]);
  });

  it('has one span for each repetition', async () => {
    await lastValueFrom(prices.watch(of(7)).pipe(repeat(3)));
    expect(recorder.spans).toHaveLength(3);
  });
});

describe('a consumer of an Observable', () => {
  it.each([
    ['firstValueFrom', (source: Observable<number>) => firstValueFrom(source)],
    ['toPromise', (source: Observable<number>) => source.toPromise()],
    ['forEach', (source: Observable<number>) => source.forEach(Number)],
    ['from', (source: Observable<number>) => lastValueFrom(from(source))],
  ])('ends the span: %s', async (_consumer, consume) => {
    await consume(prices.watch(of(7, 8)));
    expect(recorder.span('Prices.watch').status.code).toBe(SpanStatusCode.UNSET);
  });
});

describe('what is more or less than an Observable', () => {
  class Quotes extends Observable<number> {
    refresh(): void {}
  }

  class Topic {
    subscribe(): void {}
  }

  it.each([
    ['Subject', new Subject()],
    ['BehaviorSubject', new BehaviorSubject(7)],
    ['ReplaySubject', new ReplaySubject()],
    ['ConnectableObservable', connectable(of(7))],
    ['Subject behind operators', new Subject().pipe(map(String))],
    ['subclass', new Quotes()],
    ['class of an application', new Topic()],
  ])('is left as it is: a %s', (_kind, source) => {
    const methods = Object.getOwnPropertyNames(source);
    expect(prices.watch(source)).toBe(source);
    expect(Object.getOwnPropertyNames(source)).toEqual(methods);
    expect(recorder.spans).toHaveLength(1);
  });
});
