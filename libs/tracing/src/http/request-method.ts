import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  HTTP_REQUEST_METHOD_VALUE_OTHER,
} from '@opentelemetry/semantic-conventions';
import { MAX_NAME_LENGTH, cutText } from '#span/capture/cut-text.js';
import { HTTP_METHODS } from './http-methods.js';

const KNOWN_METHODS = new Set<string>(HTTP_METHODS);

/** Returns the method as it stands in a span's name: `HTTP` for one that semantic conventions do not know. */
export function spanNameOf(method: string): string {
  return KNOWN_METHODS.has(method) ? method : 'HTTP';
}

/**
 * Returns the attributes of a request's method, in a new object to which the caller may add others.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export function methodAttributes(method: string): Attributes {
  if (KNOWN_METHODS.has(method)) return { [ATTR_HTTP_REQUEST_METHOD]: method };
  return {
    [ATTR_HTTP_REQUEST_METHOD]: HTTP_REQUEST_METHOD_VALUE_OTHER,
    [ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: cutText(method, MAX_NAME_LENGTH),
  };
}
