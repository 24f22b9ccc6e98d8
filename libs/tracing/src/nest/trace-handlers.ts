import type { ModulesContainer } from '@nestjs/core';
import { MetadataScanner } from '@nestjs/core';
import { classNameOf } from '../decorators/class-name.js';
import { ownerOf } from '../decorators/member-owner.js';
import { classMark } from '../decorators/members.js';
import { type Constructor, isClass } from '../decorators/trace-class.js';
import { traceInherited } from '../decorators/trace-member.js';
import { ports } from '../span/registry.js';
import { isSelected } from './class-patterns.js';
import { detach } from './detach.js';
import { handlerKind } from './handlers.js';
import type { LayersOptions } from './tracing.options.js';

/**
 * Makes the methods spans that a framework calls: handlers of controllers, and of providers, such as
 * gateways, resolvers, scheduled jobs and event listeners.
 */
export function traceHandlers(
  modules: ModulesContainer,
  { controllers = true, handlers = true }: LayersOptions,
): void {
  for (const module of modules.values()) {
    for (const { metatype } of module.controllers.values()) {
      if (isClass(metatype) && isSelected(controllers, classNameOf(metatype), metatype)) {
        traceHandlersOf(metatype);
      }
    }
    for (const { metatype } of module.providers.values()) {
      if (isClass(metatype) && isSelected(handlers, classNameOf(metatype), metatype)) {
        traceHandlersOf(metatype);
      }
    }
  }
}

function traceHandlersOf({ prototype }: Constructor): void {
  const target = prototype as object;
  if (classMark(target) === 'untraced') return;
  for (const key of new MetadataScanner().getAllMethodNames(target)) {
    const method = Reflect.get(target, key) as object;
    const handler = handlerKind(method);
    if (!handler || (handler.type === 'handler' && ports.officialInstrumentations)) continue;
    traceInherited(target, key, handler.statement);
    if (handler.root) detach(ownerOf(target, key) ?? target, key);
  }
}
