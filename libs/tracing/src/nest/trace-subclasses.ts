import type { ModulesContainer } from '@nestjs/core';
import { traceSubclass } from '../decorators/trace-class.js';
import { metatypesOf } from './metatypes.js';
import { tryToTrace } from './try-to-trace.js';

/**
 * Traces what Nest makes of a class that inherits from one with `@Traced()`: methods that it adds or
 * overrides did not exist when that was decorated.
 */
export function traceSubclasses(modules: ModulesContainer): void {
  for (const metatype of metatypesOf(modules)) {
    tryToTrace(metatype, () => traceSubclass(metatype));
  }
}
