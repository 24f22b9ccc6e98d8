import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { SpanKind } from '@opentelemetry/api';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { NoTrace } from '#decorators/no-trace.js';
import { Traced } from '#decorators/traced.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

const REPAY = Symbol('repay');
const BOOK = Symbol('book');

class Account {
  toString(): string {
    return 'Account';
  }

  close(): void {}

  audit(): void {}

  [REPAY](): void {}
}

@Traced({ kind: SpanKind.PRODUCER })
class Ledger extends Account {
  static readonly Entry = class {};
  readonly arrow = (): void => {};

  static open(): Ledger {
    return new this();
  }

  read(): string {
    return this.total();
  }

  private total(): string {
    return this.currency;
  }

  @Traced('named')
  rename(): void {}

  @NoTrace()
  peek(): void {}

  override audit(): void {
    super.audit();
  }

  [BOOK](): void {
    this[REPAY]();
  }

  static [BOOK](): void {}

  *[Symbol.iterator](): Iterator<string> {
    yield this.currency;
  }

  @Traced()
  [Symbol.toPrimitive](): number {
    return 7;
  }

  [inspect.custom](): string {
    return 'a ledger';
  }

  get currency(): string {
    return 'EUR';
  }

  override toString(): string {
    return 'Ledger';
  }

  onModuleInit(): void {}

  @Traced()
  onModuleDestroy(): void {}
}

describe('@Traced() on a class', () => {
  it('traces its methods: public, private, static and inherited ones', () => {
    const ledger = Ledger.open();
    ledger.read();
    ledger.close();
    expect(recorder.tree()).toBe('Ledger.open\nLedger.read\n  Ledger.total\nLedger.close');
    expect(recorder.span('Ledger.read').kind).toBe(SpanKind.PRODUCER);
  });

  it('traces an overriding method once, and leaves the class above as it is', () => {
    new Ledger().audit();
    new Account().audit();
    expect(recorder.tree()).toBe('Ledger.audit');
  });

  it('makes one span of a method that has a decorator of its own, which names it', () => {
    new Ledger().rename();
    expect(recorder.tree()).toBe('named');
  });

  it('traces its methods whose names are symbols', () => {
    new Ledger()[BOOK]();
    Ledger[BOOK]();
    expect(recorder.tree()).toBe(
      'Ledger.Symbol(book)\n  Ledger.Symbol(repay)\nLedger.Symbol(book)',
    );
  });

  it('leaves out what is opted out, what Nest and the language call, accessors and fields', () => {
    const ledger = new Ledger();
    ledger.peek();
    ledger.onModuleInit();
    ledger.arrow();
    expect(new Ledger.Entry()).toBeInstanceOf(Ledger.Entry);
    expect([ledger.toString(), ledger.currency]).toEqual(['Ledger', 'EUR']);
    expect([[...ledger], inspect(ledger)]).toEqual([['EUR'], 'a ledger']);
    expect(recorder.spans).toEqual([]);
  });

  it('traces a method that Nest or the language calls if it has a decorator of its own', () => {
    new Ledger().onModuleDestroy();
    expect(Number(new Ledger())).toBe(7);
    expect(recorder.tree()).toBe('Ledger.onModuleDestroy\nLedger.Symbol(Symbol.toPrimitive)');
  });

  it('names spans by the class that the call is made on', () => {
    class Savings extends Ledger {}
    new Savings().read();
    expect(recorder.tree()).toBe('Savings.read\n  Savings.total');
  });
});
