import type { ModulesContainer } from '@nestjs/core';
import { registered } from '#span/registry.js';
import { wrappersOf } from './metatypes.js';
import { tryToTrace } from './try-to-trace.js';

/** The part of Nest's `InstanceWrapper` that is used here. */
interface WrapperPrototype {
  readonly metatype: object;
  getInstanceByContextId(
    contextId: object,
    inquirerId?: string,
  ): { readonly instance: unknown; readonly isResolved?: boolean };
}

type Look = (instance: object) => void;

const looks = registered('instanceLooks', () => new WeakMap<object, Map<string, Look>>());
const followed = registered('followedWrappers', () => new WeakSet<object>());

/**
 * Calls `look` with every instance that Nest makes of `type`, each time that Nest hands it out: to itself, to
 * other providers, in every request. If `look` throws, Nest does not notice.
 *
 * @param type a class, or the function of a factory
 * @param purpose the name of the look; a later look of the same name replaces it
 */
export function lookAtInstances(type: object, purpose: string, look: Look): void {
  looks.set(type, (looks.get(type) ?? new Map<string, Look>()).set(purpose, look));
}

/** Calls `look` with the first instance that Nest makes of `type`, once. */
export function lookAtFirstInstance(type: object, purpose: string, look: Look): void {
  lookAtInstances(type, purpose, (instance) => {
    looks.get(type)?.delete(purpose);
    look(instance);
  });
}

/**
 * Calls the looks with the instances that the containers of this process hand out. It replaces the one method of
 * Nest that instances of every scope pass, as nothing else sees them before Nest takes a function out of them.
 */
export function followInstances(modules: ModulesContainer): void {
  for (const wrapper of wrappersOf(modules)) {
    const prototype = Object.getPrototypeOf(wrapper) as WrapperPrototype;
    if (followed.has(prototype)) continue;
    followed.add(prototype);
    const { getInstanceByContextId } = prototype;
    prototype.getInstanceByContextId = function handOut(this: WrapperPrototype, ...ids) {
      const host = getInstanceByContextId.apply(this, ids);
      const { instance } = host;
      const isMade = host.isResolved && typeof instance === 'object' && instance !== null;
      if (isMade)
        looks.get(this.metatype)?.forEach((look) => tryToTrace(instance, () => look(instance)));
      return host;
    };
  }
}
