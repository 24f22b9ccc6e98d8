import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';

/**
 * Holds the active context as OpenTelemetry's context manager does, which binds functions and emitters here too. That one
 * makes a bound function and a list of arguments each time that a context is entered.
 */
export class AsyncContexts extends AsyncLocalStorageContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();

  override active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  override with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#storage.run(active, Reflect.apply, fn, thisArg, args) as ReturnType<F>;
  }

  override disable(): this {
    this.#storage.disable();
    return this;
  }
}
