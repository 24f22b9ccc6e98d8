import {
  type MemberDeclaration,
  collectDeclarations,
} from '#decorators/wrap/member-declarations.js';
import { ownerOf } from '#decorators/describe/member-owner.js';
import { memberName, notTraceable } from '#decorators/wrap/not-traceable.js';
import type { Constructor } from '#decorators/wrap/trace-class.js';
import { type AnyFunction, isTraced } from '#decorators/wrap/wrap-function.js';
import { traceInherited } from '#decorators/wrap/trace-member.js';
import { wrapMethod } from '#decorators/wrap/wrap-method.js';
import { ATTR_NESTJS_TYPE } from '#span/attributes.js';
import { lookAtInstances } from '#nest/discovery/instances.js';

/** The method by which Nest calls the classes of one layer, such as `canActivate` of guards. */
export interface LayerMethod {
  readonly key: string;
  readonly declaration: MemberDeclaration;
  /**
   * Wraps the traced method in what its calls need beside a span. A function that it has wrapped before it
   * returns as it is.
   */
  readonly wrap?: ((traced: AnyFunction) => AnyFunction) | undefined;
}

/** @param type Nest's word for a class of the layer, such as `guard` */
export function layerMethod(type: string, key: string, wrap?: LayerMethod['wrap']): LayerMethod {
  const attributes = { [ATTR_NESTJS_TYPE]: type };
  return { key, declaration: { by: 'TracingModule', attributes: () => attributes }, wrap };
}

/**
 * Traces the calls of the layer's method on every instance of a class, whether it is a method or a property
 * of each instance.
 */
export function traceOnClass(type: Constructor, member: LayerMethod): void {
  replaceMethod(type.prototype as object, member);
  lookAtInstances(type, member.key, (instance) => replaceProperty(instance, member));
}

/**
 * Traces the calls of the layer's method on one instance. If it is a method, all instances of the class are traced.
 */
export function traceOnInstance(instance: object, member: LayerMethod): void {
  replaceMethod(prototypeOf(instance), member);
  replaceProperty(instance, member);
}

function replaceMethod(prototype: object, { key, declaration, wrap }: LayerMethod): void {
  const before = ownFunction(ownerOf(prototype, key), key);
  if (!before) return;
  traceInherited(prototype, key, declaration);
  const traced = ownFunction(ownerOf(prototype, key), key) ?? before;
  if (wrap && isTraced(traced.value)) replace(prototype, key, traced, wrap(traced.value));
}

function replaceProperty(instance: object, { key, declaration, wrap }: LayerMethod): void {
  const before = ownFunction(instance, key);
  if (!before || isTraced(before.value)) return;
  const prototype = prototypeOf(instance);
  collectDeclarations(prototype, key).add(declaration);
  const traced = wrapMethod(before.value, prototype, key, prototype);
  replace(instance, key, before, wrap ? wrap(traced) : traced);
}

function prototypeOf(instance: object): object {
  return (Object.getPrototypeOf(instance) ?? instance) as object;
}

interface OwnFunction extends PropertyDescriptor {
  readonly value: AnyFunction;
}

function ownFunction(owner: object | undefined, key: string): OwnFunction | undefined {
  const descriptor = owner && Object.getOwnPropertyDescriptor(owner, key);
  if (!descriptor) return undefined;
  if (descriptor.get ?? descriptor.set) {
    const subject = memberName(owner, key);
    throw notTraceable('TracingModule', subject, 'which is an accessor', 'make it a method');
  }
  return typeof descriptor.value === 'function' ? (descriptor as OwnFunction) : undefined;
}

function replace(owner: object, key: string, before: OwnFunction, value: AnyFunction): void {
  if (value === before.value) return;
  if (!before.configurable && !before.writable) {
    const fix = 'do not freeze it, or exclude its class';
    throw notTraceable('TracingModule', memberName(owner, key), 'which cannot be replaced', fix);
  }
  Object.defineProperty(owner, key, { ...before, value });
}
