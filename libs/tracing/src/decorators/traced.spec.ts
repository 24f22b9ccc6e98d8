import { beforeEach, describe, expect, it } from '@jest/globals';
import { SetMetadata } from '@nestjs/common';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { SpanRecorder } from '../../test/span-recorder.js';
import { TracingError } from '#errors.js';
import { SpanAttribute } from './span-attribute.js';
import { Traced } from './traced.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

const Mark = (value: string): MethodDecorator => SetMetadata('mark', value);

class Ledger {
  balance = 7;

  @Traced()
  read(currency: string, digits = 2): string {
    return `${this.balance.toFixed(digits)} ${currency}`;
  }

  @Traced()
  async load(): Promise<number> {
    await Promise.resolve();
    return this.balance;
  }

  @Traced()
  fail(): never {
    throw new RangeError('empty');
  }

  @Traced('charge card', { kind: SpanKind.CLIENT })
  charge(): void {}

  @Traced({ kind: SpanKind.PRODUCER, attributes: { 'messaging.system': 'ledger' } })
  announce(): void {}

  @Traced()
  static open(): Ledger {
    return new this();
  }

  @Mark('above')
  @Traced()
  above(): void {}

  @Traced()
  @Mark('below')
  below(): void {}

  @Traced()
  @Traced()
  twice(): void {}
}

class Savings extends Ledger {}

describe('@Traced()', () => {
  it('calls the method with its receiver and arguments and returns what it returns', () => {
    expect(new Ledger().read('EUR', 1)).toBe('7.0 EUR');
  });

  it('names the span by the class that the call is made on', () => {
    new Savings().read('EUR');
    Savings.open();
    expect(recorder.spans.map(({ name }) => name)).toEqual(['Savings.read', 'Savings.open']);
    expect(recorder.span('Savings.read').attributes).toEqual({
      'code.function.name': 'Ledger.read',
    });
  });

  it('takes a name and a kind', () => {
    new Ledger().charge();
    new Ledger().announce();
    expect(recorder.span('charge card').kind).toBe(SpanKind.CLIENT);
    expect(recorder.span('Ledger.announce').kind).toBe(SpanKind.PRODUCER);
  });

  it('takes attributes that are the same for every call', () => {
    new Ledger().announce();
    expect(recorder.span('Ledger.announce').attributes).toEqual({
      'code.function.name': 'Ledger.announce',
      'messaging.system': 'ledger',
    });
  });

  it('ends the span when the promise settles', async () => {
    const pending = new Ledger().load();
    expect(recorder.spans).toHaveLength(0);
    await expect(pending).resolves.toBe(7);
    expect(recorder.spans).toHaveLength(1);
  });

  it('throws what the method throws and marks the span ERROR', () => {
    expect(() => new Ledger().fail()).toThrow(new RangeError('empty'));
    expect(recorder.span('Ledger.fail').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('does not change name, length and metadata, in whichever order the decorators stand', () => {
    const { read, above, below } = Ledger.prototype;
    expect([read.name, read.length]).toEqual(['read', 1]);
    expect(Reflect.getMetadata('mark', above)).toBe('above');
    expect(Reflect.getMetadata('mark', below)).toBe('below');
  });

  it('makes one span of a method that is decorated twice', () => {
    new Ledger().twice();
    expect(recorder.spans).toHaveLength(1);
  });

  it('stops the start on a member that is no method, naming it', () => {
    expect(() => {
      class Broken {
        // @ts-expect-error a property is refused by its type, too
        @Traced()
        total = 0;
      }
      return Broken;
    }).toThrow(
      expect.objectContaining({
        constructor: TracingError,
        code: 'TRACING_NOT_TRACEABLE',
        subject: 'Broken.total',
      }),
    );
  });
});

class Checkout {
  @Traced()
  pay(
    @SpanAttribute('order.id', (order: { id: string }) => order.id) _order: { id: string },
    @SpanAttribute('payment.amount_cents') _amount?: number,
    @SpanAttribute('tags') _tags?: unknown,
  ): string {
    return 'paid';
  }
}

describe('@SpanAttribute()', () => {
  it('sets attributes from arguments, picked or as they are', () => {
    new Checkout().pay({ id: 'o-1' }, 1290, ['new', 'ada@example.com']);
    expect(recorder.span('Checkout.pay').attributes).toMatchObject({
      'order.id': 'o-1',
      'payment.amount_cents': 1290,
      tags: ['new', 'REDACTED'],
    });
  });

  it('leaves out what is absent and what is no primitive', () => {
    new Checkout().pay({ id: 'o-1' }, undefined, { deep: 'secret' });
    const { attributes } = recorder.span('Checkout.pay');
    expect(Object.keys(attributes).sort()).toEqual(['code.function.name', 'order.id']);
  });

  it('lets the call go on when a picker throws', () => {
    expect(new Checkout().pay(undefined as never)).toBe('paid');
  });
});
