import { memberName, notTraceable } from '#decorators/wrap/not-traceable.js';
import { NOT_TRACED, isClass } from '#decorators/wrap/trace-class.js';
import { isTraced } from '#decorators/wrap/wrap-function.js';
import { reportUntraceable } from '#nest/discovery/try-to-trace.js';

/**
 * Writes one line that names the functions which a provider has as properties, such as arrow functions, as they are
 * not traced. They cannot be replaced: the constructor may have passed such a function on, to an emitter for
 * example, and the application could no longer remove it from there if the property held another function.
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

/** The own properties that every function may have. */
const FUNCTION_PROPERTIES = new Set<string | symbol>([
  'length',
  'name',
  'prototype',
  'arguments',
  'caller',
]);

/**
 * Whether a value is a plain function of the provider. A class, or a function with properties of its own, such as a
 * model or a client, is something that the provider offers to other code.
 */
function isWork(value: unknown): value is (...args: never) => unknown {
  if (typeof value !== 'function' || isClass(value)) return false;
  if (!Reflect.ownKeys(value).every((key) => FUNCTION_PROPERTIES.has(key))) return false;
  const { prototype } = value as { readonly prototype?: object };
  return Reflect.ownKeys(prototype ?? {}).every((key) => key === 'constructor');
}
