import { classNameOf } from './class-name.js';
import { scopeOf } from './scopes.js';

/** What the spans of a method say of the class that it is called on. */
export interface RuntimeClass {
  readonly className: string;
  /** `Class.member`. */
  readonly functionName: string;
  /** The instrumentation scope of its spans; `undefined` is the library's own. */
  readonly scope: string | undefined;
}

/**
 * Tells the class of each call of the member `key`: that of the receiver, or the declaring class
 * `target` where the receiver is no instance of it, as in a call of a bare function.
 */
export function runtimeClasses(
  target: object,
  key: string | symbol,
): (receiver: unknown) => RuntimeClass {
  const declaring = typeof target === 'function' ? target : target.constructor;
  let last: unknown;
  let lastClass: RuntimeClass | undefined;

  return (receiver) => {
    const owner = runtimeClassOf(receiver, target) ?? declaring;
    if (!lastClass || owner !== last) {
      lastClass = describe(owner, key);
      last = owner;
    }
    return lastClass;
  };
}

function describe(owner: unknown, key: string | symbol): RuntimeClass {
  const className = classNameOf(owner);
  return { className, functionName: `${className}.${String(key)}`, scope: scopeOf(owner) };
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
