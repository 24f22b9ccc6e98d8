import { type Context, ROOT_CONTEXT, context } from '@opentelemetry/api';
import {
  getHandlerAttributes,
  setHandlerAttributes,
} from '#decorators/describe/handler-attributes.js';
import {
  type AnyFunction,
  isTraced,
  copyAppearance,
  markTraced,
} from '#decorators/wrap/wrap-function.js';
import { findEndStrategy } from '#span/call/ends/find-end-strategy.js';
import type { Work } from '#span/call/end-strategy.js';
import { registered } from '#span/registry.js';
import { hasTracerProvider } from '#span/call/bypass.js';

const detachedFunctions = registered('detachedFunctions', () => new WeakSet<object>());

/**
 * Makes the method `key` of `owner` run in the root context, and the lazy work that it returns as well: neither
 * the active span of its caller nor the suppression of an excluded path applies to it. A second call for the same
 * method changes nothing.
 */
export function detach(owner: object, key: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(owner, key);
  const method: unknown = descriptor?.value;
  if (typeof method !== 'function' || !descriptor?.configurable) return;
  if (detachedFunctions.has(method)) return;
  Object.defineProperty(owner, key, { ...descriptor, value: detached(method as AnyFunction) });
}

/** Whether the calls of `fn` run in the root context, because {@link detach} made it. */
export function isDetached(fn: object): boolean {
  return detachedFunctions.has(fn);
}

function detached(method: AnyFunction): AnyFunction {
  const { handler } = {
    handler(this: unknown, ...args: never[]): unknown {
      if (!hasTracerProvider()) return Reflect.apply(method, this, args);
      const attributes = getHandlerAttributes(context.active(), handler);
      const apart = attributes
        ? setHandlerAttributes(ROOT_CONTEXT, method, attributes)
        : ROOT_CONTEXT;
      return follow(context.with(apart, method, this, ...args));
    },
  };
  detachedFunctions.add(handler);
  if (isTraced(method)) markTraced(handler);
  return copyAppearance(handler, method);
}

/**
 * Makes lazy work run in the root context. A result that cannot be followed stays as it is; the traced
 * method has warned of it.
 */
function follow<T>(result: T): T {
  try {
    const strategy = findEndStrategy(result);
    if (!strategy) return result;
    return strategy.follow(result as T & object, () => new DetachedWork(context.active())) as T;
  } catch {
    return result;
  }
}

class DetachedWork implements Work {
  readonly #caller: Context;

  constructor(caller: Context) {
    this.#caller = caller;
  }

  run<T>(fn: () => T): T {
    return context.with(ROOT_CONTEXT, fn);
  }

  runCaller<T>(fn: () => T): T {
    return context.with(this.#caller, fn);
  }

  resolve<T>(value: T): T {
    return follow(value);
  }

  end(): void {}

  fail(): void {}

  cancel(): void {}
}
