import { inspect } from 'node:util';
import { registered } from '#span/registry.js';
import type { MemberStatement } from './member-statements.js';
import { markMember, memberMark } from './member-marks.js';
import { traceInherited } from './trace-member.js';

export type Constructor = abstract new (...args: never) => unknown;

/** The text of a function tells it from a class: both are functions to everything else. */
export function isClass(value: unknown): value is Constructor {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

/** `Symbol.iterator`, `Symbol.toPrimitive` and the others that the language has. */
const WELL_KNOWN_SYMBOLS = Object.values(Object.getOwnPropertyDescriptors(Symbol))
  .map(({ value }): unknown => value)
  .filter((value) => typeof value === 'symbol');

/** What the language and Nest call on their own: a span of it would tell nothing, or be a trace of start-up. */
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

const classStatements = registered(
  'classStatements',
  () => new WeakMap<object, readonly MemberStatement[]>(),
);

/** Traces every method of a class: its own, inherited and static ones. */
export function traceClass(target: Constructor, statement: MemberStatement): void {
  const prototype = target.prototype as object;
  markMember(prototype, 'constructor', 'traced');
  classStatements.set(prototype, [...(classStatements.get(prototype) ?? []), statement]);
  for (const key of methodsOf(prototype)) traceInherited(prototype, key, statement);
  for (const key of methodsOf(target)) traceInherited(target, key, statement);
}

/** Traces a class below one that {@link traceClass} traced, unless something nearer has opted out. */
export function traceSubclass(target: Constructor): void {
  let owner = target.prototype as object | null;
  while (owner && !memberMark(owner, 'constructor')) {
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  if (!owner || owner === target.prototype) return;
  for (const statement of classStatements.get(owner) ?? []) traceClass(target, statement);
}

/** The names of the methods of a prototype or of a class, those that it inherits too, of which spans tell something. */
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

/** What is static and enumerable is a field, whose function may be a class. */
function isMethod(owner: object, key: string | symbol): boolean {
  const { value, enumerable } = Object.getOwnPropertyDescriptor(owner, key) ?? {};
  return typeof value === 'function' && (typeof owner !== 'function' || enumerable === false);
}
