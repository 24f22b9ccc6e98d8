import { DiscoveryModule, ModuleRef, type ModulesContainer } from '@nestjs/core';
import type { MemberDeclaration } from '#decorators/wrap/member-declarations.js';
import { classMark, memberMark } from '#decorators/wrap/member-marks.js';
import { isClass, methodsOf } from '#decorators/wrap/trace-class.js';
import { isTraceable, traceInherited, traceMember } from '#decorators/wrap/trace-member.js';
import { type Selection, isSelected, isSelectedClass } from '#nest/discovery/class-patterns.js';
import { lookAtFirstInstance } from '#nest/discovery/instances.js';
import { reportProperties } from './report-properties.js';
import { type Wrapper, metatypeOf } from '#nest/discovery/metatypes.js';
import { ownClasses } from '#nest/discovery/own-classes.js';
import { tryToTrace } from '#nest/discovery/try-to-trace.js';

const DECLARATION: MemberDeclaration = { by: 'TracingModule', isQuietAtStart: true };

/**
 * Traces the methods of the providers that `selection` includes and that are classes. Without `include`, these are
 * the providers of the application's own modules; with it, those of packages as well.
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
 * Traces the methods of the instances that factories and values provide, once they exist. It traces only those that
 * `include` names, as the class is often not the application's own, such as that of a connection pool.
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
  // Built-in classes such as `Array` and `Map` stay untraced: everything in the process shares their methods.
  else if (isClass(type) && classMark(type.prototype as object) !== 'untraced') {
    traceMethods(Object.getPrototypeOf(instance) as object);
    reportProperties(instance);
  }
}

function traceMethods(prototype: object): void {
  for (const key of methodsOf(prototype)) {
    tryToTrace(prototype, () => traceInherited(prototype, key, DECLARATION));
  }
}

function traceValue(value: object, token: string): void {
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (!descriptor.configurable || !isTraceable(descriptor) || memberMark(value, key)) continue;
    traceMember(value, key, descriptor, { ...DECLARATION, name: `${token}.${key}` });
    Object.defineProperty(value, key, descriptor);
  }
}

type NestModule = ModulesContainer extends Map<string, infer M> ? M : never;

function ownModules(modules: ModulesContainer): readonly NestModule[] {
  const all = [...modules.values()];
  const own = ownClasses(all.map(({ metatype }) => metatype));
  return all.filter(({ metatype }) => own.has(metatype));
}

/**
 * Returns the wrappers of the providers, without those that Nest adds to every module and those that search
 * for handlers at the start.
 */
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
