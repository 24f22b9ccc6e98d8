import { classNameOf, classOf } from './class-name.js';
import { ownerOf } from './member-owner.js';
import { instrumentationScopeOf } from './instrumentation-scope.js';

/** The names that the span of a call takes from the code of the called function. */
export interface FunctionNames {
  /** The name of the receiver's class; `undefined` for a plain function. */
  readonly className?: string | undefined;
  /** The name of the method or accessor; `undefined` for a plain function. */
  readonly member?: string | undefined;
  /**
   * The default name of the span: `Class.member` of the receiver's class. If that class overrides the
   * member, `super` made the call, and the class is the one that declares the called member.
   */
  readonly spanName: string;
  /** `Class.member` of the class that declares the member, or the name of a plain function. */
  readonly functionName: string;
  /** The instrumentation scope of the span. Default: the library's own. */
  readonly instrumentationScope?: string | undefined;
}

/**
 * Creates a function that returns the names for a call of the member `key` of `target`, by the receiver of
 * the call. The class is the receiver's, or that of `target` if the receiver is no instance of it, as in a
 * call of a method that was taken out of its object.
 *
 * @param declaring the object that declares the member, if `target` inherits it. Default: `target`
 */
export function createNameResolver(
  target: object,
  key: string | symbol,
  declaring: object = target,
): (receiver: unknown) => FunctionNames {
  const ownClass = classOf(target);
  let last: unknown;
  let lastNames: FunctionNames | undefined;

  return (receiver) => {
    const type = receiverClass(receiver, target) ?? ownClass;
    if (!lastNames || type !== last) {
      lastNames = describe(type, target, key, declaring);
      last = type;
    }
    return lastNames;
  };
}

/**
 * Returns the class of the receiver if it inherits from `target`. A receiver may be a Proxy, whose traps may throw.
 */
function receiverClass(receiver: unknown, target: object): unknown {
  try {
    if (!Object.prototype.isPrototypeOf.call(target, receiver as object)) return undefined;
    return classOf(receiver as object);
  } catch {
    return undefined;
  }
}

/** Returns the names for a call on a class, which may be a Proxy as well, whose traps may throw. */
function describe(
  type: unknown,
  target: object,
  key: string | symbol,
  declaring: object,
): FunctionNames {
  const member = String(key);
  try {
    const className = classNameOf(type);
    const functionName = `${classNameOf(classOf(declaring))}.${member}`;
    const spanName = isOverridden(type, target, key) ? functionName : `${className}.${member}`;
    return {
      className,
      member,
      spanName,
      functionName,
      instrumentationScope: instrumentationScopeOf(type),
    };
  } catch {
    const name = `anonymous.${member}`;
    return { className: 'anonymous', member, spanName: name, functionName: name };
  }
}

/**
 * Whether an ordinary call on the class reaches another member than that of `target`, so that only `super`
 * reaches this one.
 */
function isOverridden(type: unknown, target: object, key: string | symbol): boolean {
  if (typeof type !== 'function') return false;
  const owner = ownerOf(typeof target === 'function' ? type : (type.prototype as object), key);
  return owner !== undefined && owner !== target;
}
