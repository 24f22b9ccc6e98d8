/**
 * Tells `Class.member` of each call: by the class that the call is made on, or the declaring class
 * `target` where the receiver is no instance of it, as in a call of a bare function.
 */
export function functionNames(target: object, key: string | symbol): (receiver: unknown) => string {
  const declaring = typeof target === 'function' ? target : target.constructor;
  let last: unknown;
  let lastName = '';

  return (receiver) => {
    const owner = runtimeClassOf(receiver, target) ?? declaring;
    if (owner !== last) {
      lastName = `${classNameOf(owner) ?? 'anonymous'}.${String(key)}`;
      last = owner;
    }
    return lastName;
  };
}

/** A receiver may be a Proxy, whose traps may throw. */
function runtimeClassOf(receiver: unknown, target: object): unknown {
  try {
    if (!Object.prototype.isPrototypeOf.call(target, receiver as object)) return undefined;
    return typeof receiver === 'function' ? receiver : (receiver as object).constructor;
  } catch {
    return undefined;
  }
}

/** A class without a name goes by the name of the one above it. `name` may be a static member. */
function classNameOf(owner: unknown): string | undefined {
  if (typeof owner !== 'function') return undefined;
  const { value } = Object.getOwnPropertyDescriptor(owner, 'name') ?? {};
  if (typeof value === 'string' && value !== '') return value;
  return classNameOf(Object.getPrototypeOf(owner));
}
