import { TracingError } from '#errors.js';
import { classNameOf, classOf } from '#decorators/describe/class-name.js';

/**
 * `decorator` stands where there is nothing to trace. Thrown while the class is defined.
 *
 * @param reason what `subject` is instead, as an apposition
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

/** `Class.member`, or the class alone, for messages. */
export function memberName(target: object, key?: string | symbol): string {
  const owner = classNameOf(classOf(target));
  return key === undefined ? owner : `${owner}.${String(key)}`;
}

export function tracedAndOptedOut(subject: string): TracingError {
  return notTraceable('@Traced()', subject, 'which has @NoTrace() as well', 'remove one of them');
}

/** A parameter of a constructor, whose call is no span. */
export function onConstructorParameter(decorator: string, target: object): TracingError {
  const fix = 'put it on a parameter of a traced method';
  return notTraceable(decorator, memberName(target), 'whose constructor has no span', fix);
}
