import { TracingError } from '#errors.js';
import { classNameOf, classOf } from '#decorators/describe/class-name.js';

/**
 * Returns the error that `decorator` throws, while a class is defined, if it cannot trace `subject`.
 *
 * @param reason a relative clause or an apposition that says why, such as `which is no method`
 * @param fix what the developer can do about it, in the imperative
 */
export function notTraceable(
  decorator: string,
  subject: string,
  reason: string,
  fix: string,
): TracingError {
  const message = `${decorator} cannot trace ${subject}, ${reason}: ${fix}.`;
  return new TracingError('TRACING_NOT_TRACEABLE', subject, message);
}

/** Returns `Class.member`, or the name of the class if there is no key, for messages. */
export function memberName(target: object, key?: string | symbol): string {
  const owner = classNameOf(classOf(target));
  return key === undefined ? owner : `${owner}.${String(key)}`;
}

/** Returns the error for a member or class that has both `@Traced()` and `@NoTrace()`. */
export function tracedAndOptedOut(subject: string): TracingError {
  return notTraceable('@Traced()', subject, 'which has @NoTrace() as well', 'remove one of them');
}

/** Returns the error for a decorator on a parameter of a constructor, whose calls have no span. */
export function onConstructorParameter(decorator: string, target: object): TracingError {
  const fix = 'put it on a parameter of a traced method';
  return notTraceable(decorator, memberName(target), 'whose constructor has no span', fix);
}
