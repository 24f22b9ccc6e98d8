import type { OnApplicationBootstrap } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { ports } from '#span/ports.js';

/**
 * The start of one application, from the moment when Nest makes its instances until the last of the hooks that
 * `init()` and `listen()` call. In between it is `ports.startingApplication`, unless another application begins
 * to start, as this one may fail or may never be initialised.
 */
export class ApplicationStart {
  readonly #modules: ModulesContainer;

  constructor(modules: ModulesContainer) {
    this.#modules = modules;
    ports.startingApplication = this;
  }

  /** Ends the start after the last hook of the application. The first hook of the application calls this method. */
  endAfterLastHook(): void {
    callAfterLastHook(this.#modules, () => {
      if (ports.startingApplication === this) ports.startingApplication = undefined;
    });
  }
}

const HOOK = 'onApplicationBootstrap';

/**
 * Calls `over` once the last hook of the application has settled. Nest calls the hooks of the root module last, and
 * in a module that of its own class last. It calls no hook of a module that is made for each request.
 */
function callAfterLastHook(modules: ModulesContainer, over: () => void): void {
  const instance = [...modules.values()]
    .filter((module) => module.getProviderByKey(module.metatype).isDependencyTreeStatic())
    .toSorted((a, b) => b.distance - a.distance)
    .at(-1)?.instance as Partial<OnApplicationBootstrap> | undefined;
  if (!instance) {
    over();
    return;
  }
  const own = Object.getOwnPropertyDescriptor(instance, HOOK);
  const { [HOOK]: hook } = instance;
  const lastHook = async (): Promise<void> => {
    if (own) Object.defineProperty(instance, HOOK, own);
    else Reflect.deleteProperty(instance, HOOK);
    try {
      await hook?.call(instance);
    } finally {
      over();
    }
  };
  Object.defineProperty(instance, HOOK, { value: lastHook, configurable: true, writable: true });
}
