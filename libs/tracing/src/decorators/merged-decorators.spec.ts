import { beforeEach, describe, expect, it } from '@jest/globals';
import { applyDecorators } from '@nestjs/common';
import { SpanKind } from '@opentelemetry/api';
import { SpanRecorder, inRoot } from '../../test/span-recorder.js';
import { SpanAttribute } from './span-attribute.js';
import { TraceAttributes } from './trace-attributes.js';
import { Traced } from './traced.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

/** Returns the attributes of the one span that a call makes. */
function attributesOf(name: string): object {
  expect(recorder.spans).toHaveLength(1);
  const { 'code.function.name': _, ...attributes } = recorder.span(name).attributes;
  return attributes;
}

const lower = Traced('lower', {
  kind: SpanKind.CLIENT,
  attributes: () => ({ lower: true, both: 'lower' }),
  onResult: () => ({ 'lower.result': true, 'both.result': 'lower' }),
});
const upper = Traced('upper', {
  attributes: { upper: true, both: 'upper' },
  onResult: () => ({ 'upper.result': true, 'both.result': 'upper' }),
});

const BOTH = {
  lower: true,
  upper: true,
  both: 'upper',
  'lower.result': true,
  'upper.result': true,
  'both.result': 'upper',
};

class Shop {
  @upper
  @lower
  stacked(): void {}

  @applyDecorators(upper as MethodDecorator)
  @lower
  composedAbove(): void {}

  @upper
  @applyDecorators(lower as MethodDecorator)
  composedBelow(): void {}

  @Traced()
  @Traced('named', { kind: SpanKind.PRODUCER })
  plainAbove(): void {}

  @Traced('')
  @Traced('named')
  emptyAbove(): void {}

  @Traced('')
  empty(): void {}

  @Traced({
    attributes: () => {
      throw new Error('of the callback');
    },
  })
  @Traced({ attributes: { lower: true } })
  broken(): void {}

  @Traced({ root: true })
  @Traced()
  detached(): void {}

  @Traced({ root: false })
  @Traced({ root: true })
  attached(): void {}

  @TraceAttributes(() => ({ both: 'upper', upper: true }))
  @Traced({ attributes: { both: 'lower', lower: true } })
  describedAbove(): void {}

  @Traced({ attributes: { both: 'upper', upper: true } })
  @TraceAttributes(() => ({ both: 'lower', lower: true }))
  describedBelow(): void {}

  @Traced({ attributes: { both: 'method', method: true } })
  parameter(@SpanAttribute('both') _both: string): void {}
}

describe('two @Traced() on one method', () => {
  it.each(['stacked', 'composedAbove', 'composedBelow'] as const)(
    'make one span, by all that both state, the upper one where both state the same: %s',
    (method) => {
      new Shop()[method]();
      expect(attributesOf('upper')).toEqual(BOTH);
      expect(recorder.span('upper').kind).toBe(SpanKind.CLIENT);
    },
  );

  it('leave to the lower one what the upper one does not state', () => {
    new Shop().plainAbove();
    expect(attributesOf('named')).toEqual({});
    expect(recorder.span('named').kind).toBe(SpanKind.PRODUCER);
  });

  it('state no name by an empty one', () => {
    new Shop().emptyAbove();
    new Shop().empty();
    expect(recorder.tree()).toBe('named\nShop.empty');
  });

  it('set the attributes of one if the callback of the other throws', () => {
    new Shop().broken();
    expect(attributesOf('Shop.broken')).toEqual({ lower: true });
  });

  it('start a trace of their own if the upper one says so', async () => {
    await inRoot(async () => new Shop().detached());
    await inRoot(async () => new Shop().attached());
    expect(recorder.tree()).toBe('root\nShop.detached\nroot\n  Shop.attached');
  });
});

describe('@Traced() with another decorator that sets attributes', () => {
  it.each(['describedAbove', 'describedBelow'] as const)(
    'has those of both, and of the upper one where both set the same: %s',
    (method) => {
      new Shop()[method]();
      expect(attributesOf(`Shop.${method}`)).toEqual({ both: 'upper', upper: true, lower: true });
    },
  );

  it('wins over those of parameters', () => {
    new Shop().parameter('parameter');
    expect(attributesOf('Shop.parameter')).toEqual({ both: 'method', method: true });
  });
});

describe('two @TraceAttributes() on one method', () => {
  const asked: string[] = [];
  const state = (who: string): { both: string } => {
    asked.push(who);
    return { both: who };
  };

  class Stock {
    @TraceAttributes(() => state('upper'))
    @TraceAttributes(() => state('lower'))
    count(): void {}
  }

  it('set those of both on the caller, each asked once, and of the upper one where both set the same', async () => {
    await inRoot(async () => new Stock().count());
    expect(attributesOf('root')).toEqual({ both: 'upper' });
    expect(asked).toEqual(['lower', 'upper']);
  });
});

describe('@Traced() on a class', () => {
  @Traced({ attributes: { above: true, both: 'above' } })
  @Traced({ kind: SpanKind.PRODUCER, attributes: { below: true, both: 'below' } })
  class Ledger {
    read(): void {}

    @Traced('named', { attributes: { method: true, both: 'method' } })
    rename(): void {}

    @Traced({ kind: SpanKind.CLIENT })
    send(): void {}
  }

  it('merges with another on the same class', () => {
    new Ledger().read();
    expect(attributesOf('Ledger.read')).toEqual({ above: true, below: true, both: 'above' });
    expect(recorder.span('Ledger.read').kind).toBe(SpanKind.PRODUCER);
  });

  it('leaves to the method what its own decorator states, and states the rest', () => {
    new Ledger().rename();
    expect(attributesOf('named')).toEqual({
      above: true,
      below: true,
      method: true,
      both: 'method',
    });
    expect(recorder.span('named').kind).toBe(SpanKind.PRODUCER);
    recorder.reset();
    new Ledger().send();
    expect(recorder.span('Ledger.send').kind).toBe(SpanKind.CLIENT);
  });
});

describe('a method that overrides a decorated one', () => {
  class Base {
    @Traced('base', { attributes: { base: true } })
    find(@SpanAttribute('id') _id: string): void {}
  }
  class Sub extends Base {
    @Traced({ attributes: { sub: true } })
    override find(_id: string): void {}
  }

  it('has what is said of the parameters above, and of @Traced() what its own states', () => {
    new Sub().find('7');
    expect(attributesOf('Sub.find')).toEqual({ id: '7', sub: true });
  });
});
