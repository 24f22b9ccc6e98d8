import type { OnApplicationBootstrap } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { ports, registered } from '../span/registry.js';

/** That of the last application: one before it may have failed, or never be initialised. */
const starts = registered<{ last: ApplicationStart | undefined }>('applicationStarts', () => ({
  last: undefined,
}));

/**
 * The start of an application: Nest makes its instances, and calls their hooks when `init()` or `listen()` is
 * called. Until that is over, `ports.isStarting` tells so.
 */
export class ApplicationStart {
  constructor(private readonly modules: ModulesContainer) {
    starts.last = this;
    ports.isStarting = () => starts.last !== undefined;
  }

  /** Called by the first of the hooks; the last one says that the start is over. */
  hooksBegin(): void {
    afterLastHook(this.modules, () => {
      if (starts.last === this) starts.last = undefined;
    });
  }
}

/** Nest calls the hooks of the module that is nearest to the root last, and in it those of the module's own class. */
function afterLastHook(modules: ModulesContainer, over: () => void): void {
  const [last] = [...modules.values()].toSorted((a, b) => b.distance - a.distance).slice(-1);
  const instance = last?.instance as OnApplicationBootstrap | undefined;
  if (!instance) {
    over();
    return;
  }
  const isOwn = Object.hasOwn(instance, HOOK);
  const { onApplicationBootstrap: hook } = instance;
  const lastHook = async (): Promise<void> => {
    if (isOwn) instance[HOOK] = hook;
    else Reflect.deleteProperty(instance, HOOK);
    try {
      await (hook as typeof hook | undefined)?.call(instance);
    } finally {
      over();
    }
  };
  Object.defineProperty(instance, HOOK, { value: lastHook, configurable: true, writable: true });
}

const HOOK = 'onApplicationBootstrap';
