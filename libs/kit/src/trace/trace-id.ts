import { InvalidTraceIdError } from './errors.js';

/** `text` as a trace id in lower case. */
export function toTraceId(text: string): string {
  if (/^[0-9a-f]{32}$/i.test(text)) return text.toLowerCase();
  throw new InvalidTraceIdError(text);
}
