import { SPAN_KINDS, STATUS_CODES } from '../otlp/enums.js';
import type { SpanKind, StatusCode } from '../trace/span.js';

/** The words in capitals that are columns of a span. */
export const CAPITALS: readonly string[] = [...SPAN_KINDS, ...STATUS_CODES];

export function isKind(word: string): word is SpanKind {
  return SPAN_KINDS.some((kind) => kind === word);
}

export function isStatus(word: string): word is StatusCode {
  return STATUS_CODES.some((code) => code === word);
}
