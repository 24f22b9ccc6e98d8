import { type DynamicModule, Module } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { setInstrumentationScope } from '#decorators/describe/instrumentation-scope.js';
import { metatypeOf } from './discovery/metatypes.js';

const INSTRUMENTATION_SCOPE = Symbol.for('@traced/nest scope');

/** The module that {@link tracingFeature} adds to the imports of a module. */
@Module({})
class TracingFeature {}

/** Returns the module that gives the spans of each module importing it the instrumentation scope `scope`. */
export function tracingFeature(scope: string): DynamicModule {
  return {
    module: TracingFeature,
    providers: [{ provide: INSTRUMENTATION_SCOPE, useValue: scope }],
  };
}

/**
 * Sets the instrumentation scope for the controllers and providers of each module that imports a {@link
 * tracingFeature}.
 */
export function nameInstrumentationScopes(modules: ModulesContainer): void {
  for (const module of modules.values()) {
    for (const imported of module.imports) {
      const scope: unknown = imported.providers.get(INSTRUMENTATION_SCOPE)?.instance;
      if (typeof scope !== 'string') continue;
      for (const wrapper of [...module.controllers.values(), ...module.providers.values()]) {
        const metatype = metatypeOf(wrapper);
        if (metatype) setInstrumentationScope(metatype, scope);
      }
    }
  }
}
