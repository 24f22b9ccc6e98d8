import 'reflect-metadata';
import type { ModulesContainer } from '@nestjs/core';
import { MetadataScanner } from '@nestjs/core';
import { type Method, traceMethod } from '../decorators/trace-method.js';

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
  for (const key of new MetadataScanner().getAllMethodNames(prototype)) {
    const method: unknown = Reflect.get(prototype, key);
    if (typeof method !== 'function' || !Reflect.hasMetadata(PATH_METADATA, method)) continue;
    Object.defineProperty(prototype, key, {
      value: traceMethod(method as Method, prototype, key, {}),
      configurable: true,
      writable: true,
    });
  }
}
