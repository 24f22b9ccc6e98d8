import type { OnApplicationBootstrap } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { ports } from '#span/ports.js';

/**
 * The start of an application: Nest makes its instances, and calls their hooks when `init()` or `listen()` is
 * called. Until that is over it is `ports.startingApplication`, unless another application has begun to start: one
 * may fail, or never be initialised.
 */
export class ApplicationStart {
  constructor(private readonly modules: ModulesContainer) {
    ports.startingApplication = this;
  }

  /** Called by the first of the hooks; the last one says that the start is over. */
  awaitLastHook(): void {
    callAfterLastHook(this.modules, () => {
      if (ports.startingApplication === this) ports.startingApplication = undefined;
    });
  }
}

const HOOK = 'onApplicationBootstrap';

/**
 * Nest calls the hooks of the module that is nearest to the root last, and in it those of the module's own class; of
 * none that is made for each request.
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
