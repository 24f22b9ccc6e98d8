import { beforeEach, describe, expect, it } from '@jest/globals';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { Traced } from '#decorators/traced.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

/** Returns the name of each finished span and its `code.function.name`, in the order in which the spans ended. */
const names = (): (readonly unknown[])[] =>
  recorder.spans.map(({ name, attributes }) => [name, attributes['code.function.name']]);

class Account {
  @Traced()
  close(): void {
    this.settle();
  }

  @Traced()
  settle(): void {}

  @Traced()
  static open(): Account {
    return new this();
  }

  freeze(): void {}
}

class Savings extends Account {
  @Traced()
  override settle(): void {
    super.settle();
  }

  @Traced()
  static override open(): Account {
    return super.open();
  }
}

@Traced()
class Junior extends Savings {
  override settle(): void {
    super.settle();
  }
}

describe('a span', () => {
  it('has the name of the class that it was called on, and says which class declares it', () => {
    new Savings().close();
    expect(names()).toContainEqual(['Savings.close', 'Account.close']);
    new Junior().freeze();
    expect(names()).toContainEqual(['Junior.freeze', 'Account.freeze']);
  });

  it('of a call by `super` has the name of the class above', () => {
    new Junior().settle();
    expect(recorder.tree()).toBe('Junior.settle\n  Savings.settle\n    Account.settle');
    expect(names()).toEqual([
      ['Account.settle', 'Account.settle'],
      ['Savings.settle', 'Savings.settle'],
      ['Junior.settle', 'Junior.settle'],
    ]);
  });

  it('of a static call by `super` has the name of the class above', () => {
    Savings.open();
    expect(recorder.tree()).toBe('Savings.open\n  Account.open');
  });

  it('has a name whatever the receiver says of its class', () => {
    const trap = new Proxy(class {}, {
      getOwnPropertyDescriptor() {
        throw new Error('not for others to read');
      },
    });
    const { settle } = Account.prototype;
    settle.call(Object.create(Account.prototype, { constructor: { value: trap } }));
    settle.call(Object.create(Account.prototype, { constructor: { value: undefined } }));
    expect(names().map(([name]) => name)).toEqual(['anonymous.settle', 'Account.settle']);
  });
});
