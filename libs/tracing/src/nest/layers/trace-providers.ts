import { DiscoveryModule, ModuleRef, type ModulesContainer } from '@nestjs/core';
import type { MemberStatement } from '#decorators/wrap/member-statements.js';
import { classMark, memberMark } from '#decorators/wrap/member-marks.js';
import { isClass, methodsOf } from '#decorators/wrap/trace-class.js';
import { isTraceable, traceInherited, traceMember } from '#decorators/wrap/trace-member.js';
import { type Selection, isSelected, isSelectedClass } from '#nest/discovery/class-patterns.js';
import { lookAtFirstInstance } from '#nest/discovery/instances.js';
import { reportProperties } from './report-properties.js';
import { type Wrapper, metatypeOf } from '#nest/discovery/metatypes.js';
import { ownClasses } from '#nest/discovery/own-classes.js';
import { tryToTrace } from '#nest/discovery/try-to-trace.js';

const STATEMENT: MemberStatement = { by: 'TracingModule', isQuietAtStart: true };

/**
 * Makes the methods of providers spans, as `selection` says: of those that are classes, and that modules of
 * the application's own declare, or that are included by name.
 */
export function traceProviders(modules: ModulesContainer, selection: Selection): void {
  if (!selection) return;
  const isNamed = typeof selection === 'object' && selection.include !== undefined;
  for (const wrapper of providersOf(isNamed ? [...modules.values()] : ownModules(modules))) {
    const metatype = metatypeOf(wrapper);
    if (!metatype) continue;
    tryToTrace(metatype, () => {
      if (!isSelectedClass(selection, metatype)) return;
      traceMethods(metatype.prototype as object);
      lookAtFirstInstance(metatype, 'provider', reportProperties);
    });
  }
}

/**
 * Does so for what factories and values provide, once it is there. Only where it is included by name:
 * its class is often not the application's own, such as that of a pool.
 */
export function traceProvidedInstances(modules: ModulesContainer, selection: Selection): void {
  if (typeof selection !== 'object' || !selection.include) return;
  for (const wrapper of providersOf([...modules.values()])) {
    const { instance } = wrapper;
    if (metatypeOf(wrapper) || typeof instance !== 'object' || instance === null) continue;
    tryToTrace(instance, () => traceProvided(instance, String(wrapper.name), selection));
  }
}

function traceProvided(instance: object, token: string, selection: Selection): void {
  const type: unknown = instance.constructor;
  if (!isSelected(selection, token, type)) return;
  if (type === Object || type === undefined) traceValue(instance, token);
  // Of an array or a `Map` the methods are those of every other in the process.
  else if (isClass(type) && classMark(type.prototype as object) !== 'untraced') {
    traceMethods(Object.getPrototypeOf(instance) as object);
    reportProperties(instance);
  }
}

function traceMethods(prototype: object): void {
  for (const key of methodsOf(prototype)) {
    tryToTrace(prototype, () => traceInherited(prototype, key, STATEMENT));
  }
}

function traceValue(value: object, token: string): void {
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (!descriptor.configurable || !isTraceable(descriptor) || memberMark(value, key)) continue;
    traceMember(value, key, descriptor, { ...STATEMENT, name: `${token}.${key}` });
    Object.defineProperty(value, key, descriptor);
  }
}

type NestModule = ModulesContainer extends Map<string, infer M> ? M : never;

function ownModules(modules: ModulesContainer): readonly NestModule[] {
  const all = [...modules.values()];
  const own = ownClasses(all.map(({ metatype }) => metatype));
  return all.filter(({ metatype }) => own.has(metatype));
}

/** Without what Nest itself puts into a module, and what looks for handlers while an application starts. */
function* providersOf(modules: readonly NestModule[]): Iterable<Wrapper> {
  for (const module of modules) {
    if (module.name === 'InternalCoreModule' || module.metatype === DiscoveryModule) continue;
    for (const wrapper of module.providers.values() as Iterable<Wrapper>) {
      const { metatype, subtype } = wrapper;
      const isNests = metatype === module.metatype || isModuleRef(metatype);
      if (!isNests && !subtype) yield wrapper;
    }
  }
}

function isModuleRef(metatype: unknown): boolean {
  return typeof metatype === 'function' && metatype.prototype instanceof ModuleRef;
}
