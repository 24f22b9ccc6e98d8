import { type MemberDeclaration, collectDeclarations } from './member-declarations.js';
import { ownerOf } from '#decorators/describe/member-owner.js';
import { markMember, memberMark } from './member-marks.js';
import { memberName, notTraceable } from './not-traceable.js';
import type { AnyFunction } from './wrap-function.js';
import { wrapMethod } from './wrap-method.js';

/** Whether a property is a method or an accessor. */
export function isTraceable(
  descriptor: PropertyDescriptor | number | undefined,
): descriptor is PropertyDescriptor {
  if (typeof descriptor !== 'object') return false;
  return typeof (descriptor.value ?? descriptor.get ?? descriptor.set) === 'function';
}

/**
 * Adds a declaration about the member `key` of `target`, and makes `descriptor` trace its calls if no earlier
 * declaration has done so. A member that has opted out stays as it is.
 *
 * @param declaring the object that declares the member, if `target` inherits it. Default: `target`
 */
export function traceMember(
  target: object,
  key: string | symbol,
  descriptor: PropertyDescriptor,
  declaration: MemberDeclaration,
  declaring = target,
): void {
  const mark = memberMark(target, key);
  if (mark === 'untraced') return;
  collectDeclarations(target, key).add(declaration);
  if (mark === 'traced') return;
  markMember(target, key, 'traced');
  for (const part of ['value', 'get', 'set'] as const) {
    const method: unknown = descriptor[part];
    if (typeof method !== 'function') continue;
    descriptor[part] = wrapMethod(method as AnyFunction, target, key, declaring);
  }
}

/**
 * Traces the method `key` of a class that is defined already, own or inherited. An inherited method becomes the
 * class's own, so that other classes that inherit it do not change, unless it is traced where it is declared.
 */
export function traceInherited(
  target: object,
  key: string | symbol,
  declaration: MemberDeclaration,
): void {
  const owner = ownerOf(target, key);
  const descriptor = owner && Object.getOwnPropertyDescriptor(owner, key);
  if (!descriptor || memberMark(owner, key) === 'untraced') return;
  if (memberMark(owner, key) === 'traced') {
    const isMeant = owner === target || declaration.by === 'TracingModule';
    if (isMeant) collectDeclarations(owner, key).add(declaration);
    return;
  }
  if (owner === target ? !descriptor.configurable : !Object.isExtensible(target)) {
    const decorator = declaration.by === 'TracingModule' ? declaration.by : '@Traced()';
    const fix = 'mark it with @NoTrace()';
    throw notTraceable(decorator, memberName(target, key), 'which is not configurable', fix);
  }
  traceMember(target, key, descriptor, declaration, owner);
  Object.defineProperty(target, key, descriptor);
}
