import 'reflect-metadata';
import type { ModulesContainer } from '@nestjs/core';
import { MetadataScanner } from '@nestjs/core';
import { classMark } from '../decorators/members.js';
import { traceInherited } from '../decorators/trace-member.js';

/** Nest's `PATH_METADATA`: what `@Get()` and its siblings leave on a handler. */
const PATH_METADATA = 'path';

/** Makes every route handler of the application a span, by its controller's prototype. */
export function traceControllers(modules: ModulesContainer): void {
  for (const module of modules.values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype === 'function') traceHandlers(metatype.prototype as object);
    }
  }
}

function traceHandlers(prototype: object): void {
  if (classMark(prototype) === 'untraced') return;
  for (const key of new MetadataScanner().getAllMethodNames(prototype)) {
    const handler: unknown = Reflect.get(prototype, key);
    if (typeof handler !== 'function' || !Reflect.hasMetadata(PATH_METADATA, handler)) continue;
    traceInherited(prototype, key, {});
  }
}
