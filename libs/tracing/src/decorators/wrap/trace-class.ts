import { inspect } from 'node:util';
import { registered } from '#span/registry.js';
import type { MemberDeclaration } from './member-declarations.js';
import { markMember, memberMark } from './member-marks.js';
import { traceInherited } from './trace-member.js';

export type Constructor = abstract new (...args: never) => unknown;

/** Whether a value is a class that was written as one. Only the source text distinguishes a class from a function. */
export function isClass(value: unknown): value is Constructor {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

/** The well-known symbols of the language, such as `Symbol.iterator` and `Symbol.toPrimitive`. */
const WELL_KNOWN_SYMBOLS = Object.values(Object.getOwnPropertyDescriptors(Symbol))
  .map(({ value }): unknown => value)
  .filter((value) => typeof value === 'symbol');

/**
 * The names of members that the language, Node.js and Nest call by themselves. A span of such a call would say
 * nothing about the application, or would be a trace of its start.
 */
export const NOT_TRACED: readonly (string | symbol)[] = [
  'constructor',
  'then',
  'toJSON',
  'toString',
  'toLocaleString',
  'valueOf',
  'onModuleInit',
  'onApplicationBootstrap',
  'onModuleDestroy',
  'beforeApplicationShutdown',
  'onApplicationShutdown',
  ...WELL_KNOWN_SYMBOLS,
  inspect.custom,
];

const classDeclarations = registered(
  'classDeclarations',
  () => new WeakMap<object, readonly MemberDeclaration[]>(),
);

/** Makes every method of a class have spans: its own methods, inherited ones and static ones. */
export function traceClass(target: Constructor, declaration: MemberDeclaration): void {
  const prototype = target.prototype as object;
  markMember(prototype, 'constructor', 'traced');
  classDeclarations.set(prototype, [...(classDeclarations.get(prototype) ?? []), declaration]);
  for (const key of methodsOf(prototype)) traceInherited(prototype, key, declaration);
  for (const key of methodsOf(target)) traceInherited(target, key, declaration);
}

/**
 * Traces a class that extends one traced by {@link traceClass}, unless it, or a nearer class that it
 * extends, has opted out.
 */
export function traceSubclass(target: Constructor): void {
  let owner = target.prototype as object | null;
  while (owner && !memberMark(owner, 'constructor')) {
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  if (!owner || owner === target.prototype) return;
  for (const declaration of classDeclarations.get(owner) ?? []) traceClass(target, declaration);
}

/**
 * Returns the names of the methods of a prototype or class, inherited ones too, without those of {@link NOT_TRACED}.
 */
export function methodsOf(target: object): Set<string | symbol> {
  const seen = new Set(NOT_TRACED);
  const methods = new Set<string | symbol>();
  let owner: object | null = target;
  while (owner && owner !== Object.prototype && owner !== Function.prototype) {
    for (const key of Reflect.ownKeys(owner)) {
      if (!seen.has(key) && isMethod(owner, key)) methods.add(key);
      seen.add(key);
    }
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return methods;
}

/** Whether a property is a method. An enumerable static property is a field, and its function may be a class. */
function isMethod(owner: object, key: string | symbol): boolean {
  const { value, enumerable } = Object.getOwnPropertyDescriptor(owner, key) ?? {};
  return typeof value === 'function' && (typeof owner !== 'function' || enumerable === false);
}
