import { InvalidTraceIdError } from './errors.js';

/**
 * Returns a trace id in lower case.
 * @throws {InvalidTraceIdError} when `text` is not 32 hex digits.
 */
export function toTraceId(text: string): string {
  if (/^[0-9a-f]{32}$/i.test(text)) return text.toLowerCase();
  throw new InvalidTraceIdError(text);
}
