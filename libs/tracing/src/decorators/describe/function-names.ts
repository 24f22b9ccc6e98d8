import { classNameOf, classOf } from './class-name.js';
import { ownerOf } from './member-owner.js';
import { instrumentationScopeOf } from './instrumentation-scope.js';

/** What a call's span says of what is called. */
export interface FunctionNames {
  /** Of the receiver; `undefined` for a plain function. */
  readonly className?: string | undefined;
  readonly member?: string | undefined;
  /** `Class.member`; where the class overrides the member, so that `super` has called it, of the class above. */
  readonly spanName: string;
  /** `Class.member` of the class that declares it, or a function's name. */
  readonly functionName: string;
  /** The instrumentation scope of its spans; `undefined` is the library's own. */
  readonly instrumentationScope?: string | undefined;
}

/**
 * Tells what each call of the member `key` of `target` calls. Its class is that of the receiver, or that of
 * `target` where the receiver is no instance of it, as in a call of a bare function.
 *
 * @param declaring what had the member before `target` did
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

/** Whether calls on the class come to another member than that of `target`. */
function isOverridden(type: unknown, target: object, key: string | symbol): boolean {
  if (typeof type !== 'function') return false;
  const owner = ownerOf(typeof target === 'function' ? type : (type.prototype as object), key);
  return owner !== undefined && owner !== target;
}
