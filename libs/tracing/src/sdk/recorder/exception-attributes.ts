import type { Attributes, Exception } from '@opentelemetry/api';
import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
} from '@opentelemetry/semantic-conventions';

/**
 * Returns the attributes of the event of an exception; `undefined` if it has neither a type nor a message.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/
 */
export function exceptionAttributes(exception: Exception): Attributes | undefined {
  if (typeof exception === 'string') {
    return exception === '' ? undefined : { [ATTR_EXCEPTION_MESSAGE]: exception };
  }
  // A value of another type that was thrown has none of the three.
  const { code, name, message, stack } = Object(exception) as Exclude<Exception, string>;
  const type = code ? String(code) : name;
  if (!type && !message) return undefined;
  return {
    ...(type && { [ATTR_EXCEPTION_TYPE]: type }),
    ...(message && { [ATTR_EXCEPTION_MESSAGE]: message }),
    ...(stack && { [ATTR_EXCEPTION_STACKTRACE]: stack }),
  };
}
