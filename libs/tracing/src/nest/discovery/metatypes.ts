import type { ModulesContainer } from '@nestjs/core';
import type { Constructor } from '#decorators/wrap/trace-class.js';

/** As much of Nest's `InstanceWrapper` as is needed. */
export interface Wrapper {
  readonly name: unknown;
  /** The class, or the function of a factory. */
  readonly metatype: unknown;
  /** Whether there is no class: whether a factory or a value provides it. */
  readonly isNotMetatype: boolean;
  readonly instance: unknown;
  readonly subtype?: 'guard' | 'pipe' | 'interceptor' | 'filter';
}

/** What the container has of controllers, providers and enhancers. */
export function* wrappersOf(modules: ModulesContainer): Iterable<Wrapper> {
  for (const module of modules.values()) {
    yield* module.controllers.values();
    yield* module.providers.values();
    yield* module.injectables.values();
  }
}

/** The class of a wrapper. It may be a `function`, where the application is compiled to ES5. */
export function metatypeOf({ metatype, isNotMetatype }: Wrapper): Constructor | undefined {
  return typeof metatype === 'function' && !isNotMetatype ? (metatype as Constructor) : undefined;
}

/** The classes of all of them. */
export function* metatypesOf(modules: ModulesContainer): Iterable<Constructor> {
  for (const wrapper of wrappersOf(modules)) {
    const metatype = metatypeOf(wrapper);
    if (metatype) yield metatype;
  }
}
