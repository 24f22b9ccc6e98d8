import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, createContextKey } from '@opentelemetry/api';
import { AsyncContexts } from './async-contexts.js';

const KEY = createContextKey('spec');
const inner = ROOT_CONTEXT.setValue(KEY, 'inner');

describe('AsyncContexts', () => {
  const contexts = new AsyncContexts();

  it('runs a function in a context, with its receiver, its arguments and its result', () => {
    const shop = {
      sell(this: unknown, ...items: string[]) {
        return [this, items, contexts.active()];
      },
    };
    expect(contexts.with(inner, shop.sell, shop, 'a', 'b')).toEqual([shop, ['a', 'b'], inner]);
    expect(contexts.active()).toBe(ROOT_CONTEXT);
  });

  it('leaves the context when the function throws, and passes on what it has thrown', () => {
    const fail = (): never => {
      throw new Error('sold out');
    };
    expect(() => contexts.with(inner, fail)).toThrow('sold out');
    expect(contexts.active()).toBe(ROOT_CONTEXT);
  });

  it('keeps the context across what is asynchronous', async () => {
    const seen = await contexts.with(inner, async () => {
      await setImmediate();
      return contexts.active();
    });
    expect(seen).toBe(inner);
  });

  it('binds functions and the listeners of emitters', () => {
    expect(contexts.bind(inner, () => contexts.active())()).toBe(inner);
    const emitter = contexts.bind(inner, new EventEmitter());
    const seen: unknown[] = [];
    emitter.on('sold', () => seen.push(contexts.active()));
    emitter.emit('sold');
    expect(seen).toEqual([inner]);
  });

  it('has no context any more once it is disabled', () => {
    const disabled = new AsyncContexts();
    expect(disabled.with(inner, () => disabled.disable().active())).toBe(ROOT_CONTEXT);
  });
});
