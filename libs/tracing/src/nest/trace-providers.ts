import { ModuleRef, type ModulesContainer } from '@nestjs/core';
import { classNameOf } from '../decorators/class-name.js';
import type { MemberStatement } from '../decorators/member-calls.js';
import { classMark, memberMark } from '../decorators/members.js';
import { isClass, traceMethods } from '../decorators/trace-class.js';
import { isTraceable, traceMember } from '../decorators/trace-member.js';
import { type LayerSelection, isSelected } from './class-patterns.js';
import type { Wrapper } from './metatypes.js';

type Selection = LayerSelection | boolean | undefined;

const STATEMENT: MemberStatement = { by: 'TracingModule' };

/** Makes the methods of providers spans, as `selection` says: of those that are classes. */
export function traceProviders(modules: ModulesContainer, selection: Selection): void {
  if (!selection) return;
  for (const { metatype } of providersOf(modules)) {
    if (!isClass(metatype) || !isSelected(selection, classNameOf(metatype), metatype)) continue;
    const prototype = metatype.prototype as object;
    if (classMark(prototype) !== 'untraced') traceMethods(prototype, Object.prototype, STATEMENT);
  }
}

/**
 * Does so for what factories and values provide, once it is there. Only where it is included by name:
 * its class is often not the application's own, such as that of a pool.
 */
export function traceProvidedInstances(modules: ModulesContainer, selection: Selection): void {
  if (typeof selection !== 'object' || !selection.include) return;
  for (const { metatype, instance, name } of providersOf(modules)) {
    if (isClass(metatype) || typeof instance !== 'object' || instance === null) continue;
    const type: unknown = instance.constructor;
    const token = String(name);
    if (!isSelected(selection, token, type)) continue;
    if (type === Object) traceValue(instance, token);
    // Of an array or a `Map` the methods are those of every other in the process.
    else if (isClass(type))
      traceMethods(Object.getPrototypeOf(instance) as object, Object.prototype, STATEMENT);
  }
}

function traceValue(value: object, token: string): void {
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (!descriptor.configurable || !isTraceable(descriptor) || memberMark(value, key)) continue;
    traceMember(value, key, descriptor, { ...STATEMENT, name: `${token}.${key}` });
    Object.defineProperty(value, key, descriptor);
  }
}

/** Without what Nest itself puts into a module. */
function* providersOf(modules: ModulesContainer): Iterable<Wrapper> {
  for (const module of modules.values()) {
    if (module.name === 'InternalCoreModule') continue;
    for (const wrapper of module.providers.values() as Iterable<Wrapper>) {
      const { metatype, subtype } = wrapper;
      const isNests = metatype === module.metatype || isModuleRef(metatype);
      if (!isNests && !subtype) yield wrapper;
    }
  }
}

function isModuleRef(metatype: unknown): boolean {
  return isClass(metatype) && metatype.prototype instanceof ModuleRef;
}
