import { classNameOf, classOf } from './class-name.js';
import { ownerOf } from './member-owner.js';
import { scopeOf } from './scopes.js';

/** What the spans of a method say of the class that it is called on. */
export interface RuntimeClass {
  readonly className: string;
  /** `Class.member`; where the class overrides the member, so that `super` has called it, of the class above. */
  readonly spanName: string;
  /** `Class.member` of the class that declares it. */
  readonly functionName: string;
  /** The instrumentation scope of its spans; `undefined` is the library's own. */
  readonly scope: string | undefined;
}

/**
 * Tells the class of each call of the member `key` of `target`: that of the receiver, or that of `target`
 * where the receiver is no instance of it, as in a call of a bare function.
 *
 * @param declaring what had the member before `target` did
 */
export function runtimeClasses(
  target: object,
  key: string | symbol,
  declaring: object,
): (receiver: unknown) => RuntimeClass {
  const ownClass = classOf(target);
  let last: unknown;
  let lastClass: RuntimeClass | undefined;

  return (receiver) => {
    const type = receiverClass(receiver, target) ?? ownClass;
    if (!lastClass || type !== last) {
      lastClass = describe(type, target, key, declaring);
      last = type;
    }
    return lastClass;
  };
}

/** A receiver may be a Proxy, whose traps may throw. */
function receiverClass(receiver: unknown, target: object): unknown {
  try {
    if (!Object.prototype.isPrototypeOf.call(target, receiver as object)) return undefined;
    return classOf(receiver as object);
  } catch {
    return undefined;
  }
}

/** So may a class. */
function describe(
  type: unknown,
  target: object,
  key: string | symbol,
  declaring: object,
): RuntimeClass {
  try {
    const className = classNameOf(type);
    const member = String(key);
    const functionName = `${classNameOf(classOf(declaring))}.${member}`;
    const spanName = isOverridden(type, target, key) ? functionName : `${className}.${member}`;
    return { className, spanName, functionName, scope: scopeOf(type) };
  } catch {
    const name = `anonymous.${String(key)}`;
    return { className: 'anonymous', spanName: name, functionName: name, scope: undefined };
  }
}

/** Whether calls on the class come to another member than that of `target`. */
function isOverridden(type: unknown, target: object, key: string | symbol): boolean {
  if (typeof type !== 'function') return false;
  const owner = ownerOf(typeof target === 'function' ? type : (type.prototype as object), key);
  return owner !== undefined && owner !== target;
}
