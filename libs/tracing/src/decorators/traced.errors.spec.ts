import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { InternalServerErrorException, NotFoundException } from '@nestjs/common';
import { SpanStatusCode } from '@opentelemetry/api';
import { SpanRecorder } from '../../test/span-recorder.js';
import { SpanAttribute, TraceAttributes, Traced } from '#index.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

class TracingMistake extends Error {}

function mistake(_given: string): never {
  throw new TracingMistake();
}

async function lateMistake(): Promise<never> {
  return await Promise.reject(new TracingMistake());
}

class Shop {
  @Traced()
  fail(reason: unknown): never {
    throw reason;
  }

  @Traced()
  async reject(reason: unknown): Promise<never> {
    await Promise.resolve();
    throw reason;
  }

  @Traced()
  async order(reason: unknown): Promise<never> {
    return await this.reject(reason);
  }

  @Traced({ attributes: mistake })
  sell(item: string): string {
    return `${item} sold`;
  }

  @Traced({ onResult: mistake })
  async ship(item: string): Promise<string> {
    return await Promise.resolve(`${item} shipped`);
  }

  @Traced()
  @TraceAttributes(mistake)
  pack(@SpanAttribute('box', mistake) box: string): string {
    return box;
  }

  @Traced({ attributes: lateMistake as never, onResult: lateMistake as never })
  wrap(@SpanAttribute('paper', lateMistake as never) paper: string): string {
    return paper;
  }
}

const shop = new Shop();

function thrownBy(call: () => unknown): unknown {
  try {
    return { returned: call() };
  } catch (error) {
    return error;
  }
}

describe('a thrown value', () => {
  it.each([null, undefined, 'out of stock'])(
    'reaches the caller as %p and ends the span',
    (value) => {
      expect(thrownBy(() => shop.fail(value))).toBe(value);
      expect(recorder.span('Shop.fail').status.code).toBe(SpanStatusCode.ERROR);
    },
  );

  it('is the reason of the rejection, even if it is undefined, and sets the status of the span to ERROR', async () => {
    await expect(shop.reject(undefined)).rejects.toBeUndefined();
    expect(recorder.span('Shop.reject').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('stays the same object, with the same stack', () => {
    const error = new RangeError('out of stock');
    const stack = error.stack;
    expect(thrownBy(() => shop.fail(error))).toBe(error);
    expect(error.stack).toBe(stack);
    expect(new Set(Reflect.ownKeys(error))).toEqual(new Set(['message', 'stack']));
  });
});

describe('a callback that throws', () => {
  it('of the options lets the call go on', () => {
    expect(shop.sell('Dune')).toBe('Dune sold');
    expect(recorder.span('Shop.sell').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('on the result lets the call go on and leaves the status of the span unset', async () => {
    await expect(shop.ship('Dune')).resolves.toBe('Dune shipped');
    const { status, events } = recorder.span('Shop.ship');
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(events).toHaveLength(0);
  });

  it('on an argument lets the call go on', () => {
    expect(shop.pack('small')).toBe('small');
    expect(recorder.span('Shop.pack').status.code).toBe(SpanStatusCode.UNSET);
  });
});

describe('a callback that rejects', () => {
  it('lets the call go on and leaves no unhandled rejection', async () => {
    expect(shop.wrap('red')).toBe('red');
    await turn();
    expect(recorder.span('Shop.wrap').attributes).toEqual({ 'code.function.name': 'Shop.wrap' });
  });
});

describe('an exception', () => {
  it('is recorded once, by the span that it left first', async () => {
    const error = new RangeError('out of stock');
    await expect(shop.order(error)).rejects.toBe(error);
    expect(recorder.span('Shop.reject').events).toHaveLength(1);
    expect(recorder.span('Shop.order').events).toHaveLength(0);
    expect(recorder.span('Shop.order').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('that answers a 404 leaves the status of each span unset and is not recorded', async () => {
    await expect(shop.order(new NotFoundException())).rejects.toThrow(NotFoundException);
    for (const { status, events, attributes } of recorder.spans) {
      expect(status.code).toBe(SpanStatusCode.UNSET);
      expect(events).toHaveLength(0);
      expect(attributes['nestjs.exception.status_code']).toBe(404);
    }
    expect(recorder.spans).toHaveLength(2);
  });

  it('that answers a 500 sets the status to ERROR and is recorded', () => {
    const error = new InternalServerErrorException('no disk');
    expect(thrownBy(() => shop.fail(error))).toBe(error);
    const { status, events } = recorder.span('Shop.fail');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'no disk' });
    expect(events).toHaveLength(1);
  });

  it('of an HTTP client, which has a response and a status of its own, sets the status to ERROR and is recorded', () => {
    const error = Object.assign(new Error('Request failed with status code 404'), {
      status: 404,
      response: { status: 404 },
    });
    expect(thrownBy(() => shop.fail(error))).toBe(error);
    expect(recorder.span('Shop.fail').status.code).toBe(SpanStatusCode.ERROR);
    expect(recorder.span('Shop.fail').events).toHaveLength(1);
  });

  it('sets `error.type` of the span to the name of its class', () => {
    thrownBy(() => shop.fail(new RangeError('out of stock')));
    expect(recorder.span('Shop.fail').attributes['error.type']).toBe('RangeError');
  });

  it('is exported with its type, its message and the frames of its stack, and nothing else', () => {
    thrownBy(() => shop.fail(new RangeError('out of stock')));
    const [event] = recorder.span('Shop.fail').events;
    expect(Object.keys(event?.attributes ?? {}).sort()).toEqual([
      'exception.message',
      'exception.stacktrace',
      'exception.type',
    ]);
    expect(event?.attributes?.['exception.stacktrace']).toMatch(
      /^RangeError: out of stock(?:\n\s+at .+)+$/,
    );
  });
});
