import type { ModulesContainer } from '@nestjs/core';
import type { Constructor } from '#decorators/wrap/trace-class.js';

/** The part of Nest's `InstanceWrapper` that is used here. */
export interface Wrapper {
  readonly name: unknown;
  /** The class, or the function of a factory. */
  readonly metatype: unknown;
  /** Whether a factory or a value provides the instance, so that `metatype` is no class. */
  readonly isNotMetatype: boolean;
  readonly instance: unknown;
  readonly subtype?: 'guard' | 'pipe' | 'interceptor' | 'filter';
}

/** Returns the wrappers of all controllers, providers and enhancers in the container. */
export function* wrappersOf(modules: ModulesContainer): Iterable<Wrapper> {
  for (const module of modules.values()) {
    yield* module.controllers.values();
    yield* module.providers.values();
    yield* module.injectables.values();
  }
}

/** Returns the class of a wrapper, if it has one. In an application compiled to ES5 it is a plain function. */
export function metatypeOf({ metatype, isNotMetatype }: Wrapper): Constructor | undefined {
  return typeof metatype === 'function' && !isNotMetatype ? (metatype as Constructor) : undefined;
}

/** Returns the classes of all controllers, providers and enhancers in the container. */
export function* metatypesOf(modules: ModulesContainer): Iterable<Constructor> {
  for (const wrapper of wrappersOf(modules)) {
    const metatype = metatypeOf(wrapper);
    if (metatype) yield metatype;
  }
}
