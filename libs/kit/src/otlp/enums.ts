import type { SpanKind, StatusCode } from '../trace/span.js';

/** By number, as opentelemetry/proto/trace/v1/trace.proto counts them. */
export const SPAN_KINDS: readonly SpanKind[] = [
  'UNSPECIFIED',
  'INTERNAL',
  'SERVER',
  'CLIENT',
  'PRODUCER',
  'CONSUMER',
];

export const STATUS_CODES: readonly StatusCode[] = ['UNSET', 'OK', 'ERROR'];
