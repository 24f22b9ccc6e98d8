import { inspect } from 'node:util';
import { registered } from '../span/registry.js';
import type { AnyTracedOptions } from './describe-calls.js';
import { markMember, memberMark } from './members.js';
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
const NOT_TRACED: readonly (string | symbol)[] = [
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

const optionsOfClasses = registered(
  'optionsOfClasses',
  () => new WeakMap<object, AnyTracedOptions>(),
);

/** Traces every method of a class: its own, inherited and static ones. */
export function traceClass(target: Constructor, options: AnyTracedOptions): void {
  const prototype = target.prototype as object;
  if (memberMark(prototype, 'constructor')) return;
  markMember(prototype, 'constructor', 'traced');
  optionsOfClasses.set(prototype, options);
  traceMethods(prototype, Object.prototype, options);
  traceMethods(target, Function.prototype, options);
}

/** Traces a class below one that {@link traceClass} traced, unless something nearer has opted out. */
export function traceSubclass(target: Constructor): void {
  let owner = target.prototype as object | null;
  while (owner && !memberMark(owner, 'constructor')) {
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  const options = owner && optionsOfClasses.get(owner);
  if (options) traceClass(target, options);
}

/** Traces the methods of `target` and of what it inherits from, as far as `top`. */
export function traceMethods(target: object, top: object, options: AnyTracedOptions): void {
  const seen = new Set(NOT_TRACED);
  let owner: object | null = target;
  while (owner && owner !== top) {
    for (const key of Reflect.ownKeys(owner)) {
      if (!seen.has(key) && isMethod(owner, key)) traceInherited(target, key, options);
      seen.add(key);
    }
    owner = Object.getPrototypeOf(owner) as object | null;
  }
}

/** What is static and enumerable is a field, whose function may be a class. */
function isMethod(owner: object, key: string | symbol): boolean {
  const { value, enumerable } = Object.getOwnPropertyDescriptor(owner, key) ?? {};
  return typeof value === 'function' && (typeof owner !== 'function' || enumerable === false);
}
