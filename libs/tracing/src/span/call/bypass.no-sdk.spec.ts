import { describe, expect, it } from '@jest/globals';
import { of } from 'rxjs';
import { CountingContextManager } from '../../../test/counting-context-manager.js';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { SpanAttribute } from '#decorators/span-attribute.js';
import { Traced } from '#decorators/traced.js';
import { hasTracerProvider } from './bypass.js';

const callbacks: string[] = [];
const noting = (name: string) => () => {
  callbacks.push(name);
  return undefined;
};

class Shop {
  @Traced({ attributes: noting('attributes'), onResult: noting('onResult') })
  order<T>(@SpanAttribute('order.id', noting('pick')) result: T): T {
    return result;
  }

  @Traced({ root: true, attributes: noting('attributes') })
  audit<T>(result: T): T {
    return result;
  }
}

const shop = new Shop();

describe('a call without an SDK', () => {
  it.each(['order', 'audit'] as const)('switches, calls and wraps nothing (%s)', (method) => {
    const contextManager = new CountingContextManager();
    const then = (): void => {};
    const query = { then };
    for (const result of [Promise.resolve('ordered'), of('ordered'), [].values(), query]) {
      expect(shop[method](result)).toBe(result);
    }
    expect(query.then).toBe(then);
    expect([contextManager.switches, callbacks]).toEqual([0, []]);
  });

  it('is traced as soon as an SDK is registered', () => {
    expect(hasTracerProvider()).toBe(false);
    const recorder = new SpanRecorder();
    expect(hasTracerProvider()).toBe(true);
    shop.order('ordered');
    expect(recorder.tree()).toBe('Shop.order');
    expect(callbacks.toSorted()).toEqual(['attributes', 'onResult', 'pick']);
  });
});
