import { beforeEach, describe, expect, it } from '@jest/globals';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { runInNewContext } from 'node:vm';
import { StreamableFile } from '@nestjs/common';
import { SpanStatusCode } from '@opentelemetry/api';
import { lastValueFrom, of } from 'rxjs';
import { SpanRecorder } from '../../../../test/span-recorder.js';
import { Traced } from '#decorators/traced.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

class Warehouse {
  @Traced()
  load<T>(stock: T): T {
    return stock;
  }
}

const warehouse = new Warehouse();

class Delivery<T> extends Promise<T> {}

class SecretDelivery<T> extends Promise<T> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }
}

/** A promise whose work begins with its first `then`. */
class LazyDelivery<T> extends Promise<T> {
  static runs = 0;

  override get [Symbol.toStringTag](): string {
    return 'LazyDelivery';
  }

  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    LazyDelivery.runs += 1;
    return super.then(onFulfilled, onRejected);
  }
}

describe('a promise', () => {
  it('ends the span when it settles, before the caller goes on', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const stock = warehouse.load(promise);
    expect([recorder.started, recorder.spans.length]).toEqual([1, 0]);
    resolve('full');
    expect(await stock).toBe('full');
    expect(recorder.spans).toHaveLength(1);
  });

  it('fails the span when it rejects, with the same value', async () => {
    const error = new RangeError('empty');
    await expect(warehouse.load(Promise.reject(error))).rejects.toBe(error);
    expect(recorder.span('Warehouse.load').status.code).toBe(SpanStatusCode.ERROR);
  });

  it.each([
    ['a subclass', Delivery],
    ['a subclass that hides itself from then', SecretDelivery],
  ])('is of the same class: %s', async (_class, PromiseClass) => {
    const stock = warehouse.load(PromiseClass.resolve('full'));
    expect(Object.getPrototypeOf(stock)).toBe(PromiseClass.prototype);
    expect(await stock).toBe('full');
    expect(recorder.spans).toHaveLength(1);
  });

  it('preserves the properties that were added to it', async () => {
    const cancel = (): string => 'cancelled';
    const stock = warehouse.load(Object.assign(Promise.resolve('full'), { cancel }));
    expect(stock.cancel()).toBe('cancelled');
    expect(Object.keys(stock)).toEqual(['cancel']);
    await stock;
  });

  it.each([
    ['another realm', () => runInNewContext("Promise.resolve('full')") as Promise<unknown>],
    ['the runtime', () => stat('.')],
  ])('ends the span as well if it is of %s', async (_realm, promise) => {
    const stock = warehouse.load(promise());
    expect([recorder.started, recorder.spans.length]).toEqual([1, 0]);
    await stock;
    expect(recorder.spans).toHaveLength(1);
  });

  it('is not begun by the library if its own `then` begins it', async () => {
    const stock = warehouse.load(LazyDelivery.resolve('full'));
    expect([recorder.started, LazyDelivery.runs]).toEqual([0, 0]);
    expect(await stock).toBe('full');
    expect([recorder.spans.length, LazyDelivery.runs]).toEqual([1, 1]);
  });
});

describe('a promise of work that goes on', () => {
  /** The number of spans that have ended: when the promise has settled, and once its work is done. */
  async function ended<T>(work: T, finish: (work: T) => unknown): Promise<[number, number]> {
    const started = await warehouse.load(Promise.resolve(work));
    const early = recorder.spans.length;
    await finish(started);
    return [early, recorder.spans.length];
  }

  it('ends the span with the stream', async () => {
    const stream = Readable.from(['a', 'b']);
    expect(await ended(stream, () => finished(stream.resume()))).toEqual([0, 1]);
  });

  it('ends the span with the StreamableFile', async () => {
    const file = new StreamableFile(Readable.from(['a', 'b']));
    expect(await ended(file, () => finished(file.getStream().resume()))).toEqual([0, 1]);
  });

  it('ends the span with the Observable', async () => {
    expect(await ended(of('a', 'b'), (letters) => lastValueFrom(letters))).toEqual([0, 1]);
  });

  it('ends the span with the generator', async () => {
    function* letters(): Generator<string> {
      yield* ['a', 'b'];
    }
    expect(await ended(letters(), (given) => [...given])).toEqual([0, 1]);
  });

  it('makes one span of the first subscription, and one more of each further one', async () => {
    const letters = await warehouse.load(Promise.resolve(of('a', 'b')));
    await lastValueFrom(letters);
    expect([recorder.started, recorder.spans.length]).toEqual([1, 1]);
    await lastValueFrom(letters);
    expect([recorder.started, recorder.spans.length]).toEqual([2, 2]);
  });
});
