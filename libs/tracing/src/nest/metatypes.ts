import type { ModulesContainer } from '@nestjs/core';
import { type Constructor, isClass } from '../decorators/trace-class.js';

/** As much of Nest's `InstanceWrapper` as is needed. */
export interface Wrapper {
  readonly name: unknown;
  /** The class, or the function of a factory. */
  readonly metatype: unknown;
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

/** Their classes. Of what a factory or a value provides, the container has no class. */
export function* metatypesOf(modules: ModulesContainer): Iterable<Constructor> {
  for (const { metatype } of wrappersOf(modules)) {
    if (isClass(metatype)) yield metatype;
  }
}
