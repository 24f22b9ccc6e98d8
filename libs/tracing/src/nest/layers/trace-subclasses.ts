import type { ModulesContainer } from '@nestjs/core';
import { traceSubclass } from '#decorators/wrap/trace-class.js';
import { metatypesOf } from '#nest/discovery/metatypes.js';
import { tryToTrace } from '#nest/discovery/try-to-trace.js';

/**
 * Traces the classes in the container that extend a class with `@Traced()`: the methods that they add or override
 * did not exist when the decorator ran.
 */
export function traceSubclasses(modules: ModulesContainer): void {
  for (const metatype of metatypesOf(modules)) {
    tryToTrace(metatype, () => traceSubclass(metatype));
  }
}
