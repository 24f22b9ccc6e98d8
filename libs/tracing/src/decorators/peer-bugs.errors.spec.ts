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
    'reaches the caller as %p and ends the span (nestjs-otel 8.1.1 and amplication 6.0.0 throw a TypeError in its place; nestjs-otel leaks the span)',
    (value) => {
      expect(thrownBy(() => shop.fail(value))).toBe(value);
      expect(recorder.span('Shop.fail').status.code).toBe(SpanStatusCode.ERROR);
    },
  );

  it('is the reason of the rejection, also undefined, and marks the span (nestjs-otel 8.1.1 leaks the span, its status unset)', async () => {
    await expect(shop.reject(undefined)).rejects.toBeUndefined();
    expect(recorder.span('Shop.reject').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('keeps its identity and its stack (Observe 0.3.3 rewrites the stack)', () => {
    const error = new RangeError('out of stock');
    const stack = error.stack;
    expect(thrownBy(() => shop.fail(error))).toBe(error);
    expect(error.stack).toBe(stack);
    expect(new Set(Reflect.ownKeys(error))).toEqual(new Set(['message', 'stack']));
  });
});

describe('a callback that throws', () => {
  it('of the options lets the call go on (nestjs-otel 8.1.1 aborts the method before it starts)', () => {
    expect(shop.sell('Dune')).toBe('Dune sold');
    expect(recorder.span('Shop.sell').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('on the result leaves the span of a success unset (nestjs-otel 8.1.1 marks it ERROR)', async () => {
    await expect(shop.ship('Dune')).resolves.toBe('Dune shipped');
    const { status, events } = recorder.span('Shop.ship');
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(events).toHaveLength(0);
  });

  it('on an argument lets the call go on (nestjs-otel 8.1.1 aborts it)', () => {
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
  it('is recorded once, by the span that it left first (nestjs-otel 8.1.1 and amplication 6.0.0 record it with every enclosing span)', async () => {
    const error = new RangeError('out of stock');
    await expect(shop.order(error)).rejects.toBe(error);
    expect(recorder.span('Shop.reject').events).toHaveLength(1);
    expect(recorder.span('Shop.order').events).toHaveLength(0);
    expect(recorder.span('Shop.order').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('that answers a 404 is no error (nestjs-otel 8.1.1, amplication 6.0.0, Sentry 10.75.3 and nestjs-core 0.71.0 mark it ERROR)', async () => {
    await expect(shop.order(new NotFoundException())).rejects.toThrow(NotFoundException);
    for (const { status, events, attributes } of recorder.spans) {
      expect(status.code).toBe(SpanStatusCode.UNSET);
      expect(events).toHaveLength(0);
      expect(attributes['nestjs.exception.status_code']).toBe(404);
    }
    expect(recorder.spans).toHaveLength(2);
  });

  it('that answers a 500 is an error and recorded (Sentry 10.75.3 takes every HttpException as expected)', () => {
    const error = new InternalServerErrorException('no disk');
    expect(thrownBy(() => shop.fail(error))).toBe(error);
    const { status, events } = recorder.span('Shop.fail');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'no disk' });
    expect(events).toHaveLength(1);
  });

  it('of an HTTP client, which has a response and a status of its own, is an error (Sentry #19519 drops it)', () => {
    const error = Object.assign(new Error('Request failed with status code 404'), {
      status: 404,
      response: { status: 404 },
    });
    expect(thrownBy(() => shop.fail(error))).toBe(error);
    expect(recorder.span('Shop.fail').status.code).toBe(SpanStatusCode.ERROR);
    expect(recorder.span('Shop.fail').events).toHaveLength(1);
  });

  it('names its class on the span (no peer sets `error.type`)', () => {
    thrownBy(() => shop.fail(new RangeError('out of stock')));
    expect(recorder.span('Shop.fail').attributes['error.type']).toBe('RangeError');
  });

  it('exports type, message and frames alone (Observe 0.3.3 adds fragments of the source code)', () => {
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
