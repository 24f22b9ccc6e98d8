import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  HTTP_REQUEST_METHOD_VALUE_OTHER,
} from '@opentelemetry/semantic-conventions';
import { MAX_NAME_LENGTH, cutText } from '#span/capture/cut-text.js';
import { HTTP_METHODS } from './http-methods.js';

const KNOWN_METHODS = new Set<string>(HTTP_METHODS);

/** The word for a span's name: the method, or `HTTP` for one that nobody knows. */
export function spanNameOf(method: string): string {
  return KNOWN_METHODS.has(method) ? method : 'HTTP';
}

/**
 * A new object each time, for more attributes to join.
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
