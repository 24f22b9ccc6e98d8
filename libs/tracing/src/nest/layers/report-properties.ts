import { memberName, notTraceable } from '#decorators/wrap/not-traceable.js';
import { NOT_TRACED, isClass } from '#decorators/wrap/trace-class.js';
import { isTraced } from '#decorators/wrap/wrap-function.js';
import { reportUntraceable } from '#nest/discovery/try-to-trace.js';

/**
 * Says in one line which functions a provider has as properties, such as arrow functions: they are left out. One
 * in their place would be another function to the application, which may have given away the first in its
 * constructor, to an emitter say, and could not take it back.
 */
export function reportProperties(provider: object): void {
  const subject = ownFunctions(provider).map((key) => memberName(provider, key));
  if (subject.length === 0) return;
  const [reason, fix] =
    subject.length === 1
      ? ['which is a property', "make it a method, or wrap its function with traced('name', fn)"]
      : ['which are properties', "make them methods, or wrap them with traced('name', fn)"];
  reportUntraceable(notTraceable('TracingModule', subject.join(', '), reason, fix));
}

function ownFunctions(provider: object): (string | symbol)[] {
  return Reflect.ownKeys(provider).filter((key) => {
    const { value } = Object.getOwnPropertyDescriptor(provider, key) ?? {};
    return isWork(value) && !isTraced(value) && !NOT_TRACED.includes(key);
  });
}

const OF_EVERY_FUNCTION = new Set<string | symbol>([
  'length',
  'name',
  'prototype',
  'arguments',
  'caller',
]);

/** Not a class, nor a function with properties of its own, such as a model or a client: a provider has these for others. */
function isWork(value: unknown): value is (...args: never) => unknown {
  if (typeof value !== 'function' || isClass(value)) return false;
  if (!Reflect.ownKeys(value).every((key) => OF_EVERY_FUNCTION.has(key))) return false;
  const { prototype } = value as { readonly prototype?: object };
  return Reflect.ownKeys(prototype ?? {}).every((key) => key === 'constructor');
}
