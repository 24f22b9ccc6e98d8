import type { OnApplicationBootstrap } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { ports, registered } from '../span/registry.js';
import { isCreated, wrappersOf } from './metatypes.js';

const starts = registered('applicationStarts', () => new Set<ApplicationStart>());

/**
 * The start of an application: Nest makes its instances, and calls their hooks when `init()` or `listen()` is
 * called. Until that is over, `ports.isStarting` tells so.
 */
export class ApplicationStart {
  private areHooksCalled = false;

  constructor(private readonly modules: ModulesContainer) {
    starts.add(this);
    ports.isStarting = () => [...starts].some((start) => start.isUnderWay());
  }

  /** Called by the first of the hooks; the last one says that the start is over. */
  hooksBegin(): void {
    this.areHooksCalled = true;
    afterLastHook(this.modules, () => {
      starts.delete(this);
      if (starts.size === 0) ports.isStarting = undefined;
    });
  }

  /** A testing module that is only compiled calls no hooks. */
  private isUnderWay(): boolean {
    return this.areHooksCalled || ![...wrappersOf(this.modules)].every(isCreated);
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
