/**
 * Matches the name that `mixin()` of Nest gives a class: 21 random hexadecimal digits, which differ from
 * process to process.
 */
const MIXIN_NAME = /^[\da-f]{21}$/;

/** Finds the declared name in the source text of a class, which `mixin()` does not change. */
const DECLARED_NAME =
  /^(?:class|function)\s+(?!extends\b)([\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*)/u;

/** Returns the class of an instance or of a prototype; a class it returns as it is. */
export function classOf(target: object): unknown {
  return typeof target === 'function' ? target : target.constructor;
}

/**
 * Returns the name of a class, which appears in the names of its spans and by which the options of
 * `TracingModule` select it. A class that `mixin()` renamed has the name that it was declared with, and a
 * class without a name has that of the class it extends.
 */
export function classNameOf(type: unknown): string {
  if (typeof type !== 'function') return 'anonymous';
  return ownNameOf(type) || classNameOf(Object.getPrototypeOf(type));
}

/** Returns the name that the class has itself. Its property `name` may be a static member of the application. */
function ownNameOf(type: object): string | undefined {
  const name: unknown = Object.getOwnPropertyDescriptor(type, 'name')?.value;
  if (typeof name !== 'string') return undefined;
  if (!MIXIN_NAME.test(name)) return name;
  return DECLARED_NAME.exec(Function.prototype.toString.call(type))?.[1];
}
