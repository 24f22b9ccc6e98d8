import type { ModulesContainer } from '@nestjs/core';
import { type Constructor, traceSubclass } from '../decorators/trace-class.js';

/**
 * Traces what Nest makes of a class that inherits from one with `@Traced()`: methods that it adds or
 * overrides did not exist when that was decorated.
 */
export function traceSubclasses(modules: ModulesContainer): void {
  for (const module of modules.values()) {
    for (const { metatype } of [
      ...module.controllers.values(),
      ...module.providers.values(),
      ...module.injectables.values(),
    ]) {
      if (isClass(metatype)) traceSubclass(metatype);
    }
  }
}

/** The `metatype` of a factory is its function. */
function isClass(metatype: unknown): metatype is Constructor {
  return (
    typeof metatype === 'function' && /^class\b/.test(Function.prototype.toString.call(metatype))
  );
}
