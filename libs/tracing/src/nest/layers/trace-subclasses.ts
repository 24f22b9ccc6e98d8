import type { ModulesContainer } from '@nestjs/core';
import { traceSubclass } from '#decorators/wrap/trace-class.js';
import { metatypesOf } from '#nest/discovery/metatypes.js';
import { tryToTrace } from '#nest/discovery/try-to-trace.js';

/**
 * Traces what Nest makes of a class that inherits from one with `@Traced()`: methods that it adds or
 * overrides did not exist when that was decorated.
 */
export function traceSubclasses(modules: ModulesContainer): void {
  for (const metatype of metatypesOf(modules)) {
    tryToTrace(metatype, () => traceSubclass(metatype));
  }
}
