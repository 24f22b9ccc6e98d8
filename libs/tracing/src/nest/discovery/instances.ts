import type { ModulesContainer } from '@nestjs/core';
import { registered } from '#span/registry.js';
import { wrappersOf } from './metatypes.js';
import { tryToTrace } from './try-to-trace.js';

/** As much of Nest's `InstanceWrapper` as is needed. */
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
 * Calls `look` with what Nest has made of `type`, or got from that factory, each time that it hands it out: to
 * itself, to other providers, in every request. It never throws into Nest.
 *
 * @param purpose of which `type` has one look
 */
export function lookAtInstances(type: object, purpose: string, look: Look): void {
  looks.set(type, (looks.get(type) ?? new Map<string, Look>()).set(purpose, look));
}

/** Does so with the first instance of `type` alone. */
export function lookAtFirstInstance(type: object, purpose: string, look: Look): void {
  lookAtInstances(type, purpose, (instance) => {
    looks.get(type)?.delete(purpose);
    look(instance);
  });
}

/**
 * Watches what the containers of this process hand out. All of it, of every scope, passes this one method, and
 * nothing else sees an instance before Nest takes a function out of it.
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
