import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { ownerOf } from '#decorators/describe/member-owner.js';
import type { Constructor } from '#decorators/wrap/trace-class.js';
import { traceInherited } from '#decorators/wrap/trace-member.js';
import { ports } from '#span/ports.js';
import { type Selection, isSelectedClass } from '#nest/discovery/class-patterns.js';
import { detach } from './detach.js';
import { handlerKind } from './handlers.js';
import { type Wrapper, metatypeOf } from '#nest/discovery/metatypes.js';
import { tryToTrace } from '#nest/discovery/try-to-trace.js';
import type { LayersOptions } from './layers.options.js';

/**
 * Traces the calls of the methods that a framework calls: the handlers of controllers, and those of providers, such
 * as gateways, resolvers, scheduled jobs and event listeners.
 */
export function traceHandlers(
  modules: ModulesContainer,
  { controllers = true, handlers = true }: LayersOptions,
): void {
  for (const module of modules.values()) {
    traceHandlersOf(module.controllers.values(), controllers);
    traceHandlersOf(module.providers.values(), handlers);
  }
}

function traceHandlersOf(wrappers: Iterable<Wrapper>, selection: Selection): void {
  for (const wrapper of wrappers) {
    const metatype = metatypeOf(wrapper);
    if (!metatype) continue;
    tryToTrace(metatype, () => {
      if (isSelectedClass(selection, metatype)) traceHandlersOfClass(metatype);
    });
  }
}

function traceHandlersOfClass({ prototype }: Constructor): void {
  const target = prototype as object;
  for (const key of new MetadataScanner().getAllMethodNames(target)) {
    const handler = handlerKind(Reflect.get(target, key) as object);
    if (!handler || (handler.type === 'handler' && ports.officialInstrumentations)) continue;
    tryToTrace(target, () => traceInherited(target, key, handler.declaration));
    if (handler.root) detach(ownerOf(target, key) ?? target, key);
  }
}
