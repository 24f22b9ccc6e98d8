/** Random hexadecimal digits, others in each process, that `mixin()` of Nest makes the name of a class. */
const MIXIN_NAME = /^[\da-f]{21}$/;

/** In the text of a class, which `mixin()` leaves as it is. */
const DECLARED_NAME =
  /^(?:class|function)\s+(?!extends\b)([\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*)/u;

/** The class of an instance or of a prototype, or the class itself. */
export function classOf(target: object): unknown {
  return typeof target === 'function' ? target : target.constructor;
}

/**
 * The name of a class, which its spans have and which the options of `TracingModule` select it by. What
 * `mixin()` made goes by the name that it was declared with, and a class without a name by that of the one
 * above it.
 */
export function classNameOf(type: unknown): string {
  if (typeof type !== 'function') return 'anonymous';
  return ownNameOf(type) || classNameOf(Object.getPrototypeOf(type));
}

/** `name` may be a static member. */
function ownNameOf(type: object): string | undefined {
  const name: unknown = Object.getOwnPropertyDescriptor(type, 'name')?.value;
  if (typeof name !== 'string') return undefined;
  if (!MIXIN_NAME.test(name)) return name;
  return DECLARED_NAME.exec(Function.prototype.toString.call(type))?.[1];
}
