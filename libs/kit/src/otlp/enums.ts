import type { SpanKind, StatusCode } from '../trace/span.js';
import type { Temporality } from './metric.js';

/** The kinds of spans, each at the number that opentelemetry/proto/trace/v1/trace.proto gives it. */
export const SPAN_KINDS: readonly SpanKind[] = [
  'UNSPECIFIED',
  'INTERNAL',
  'SERVER',
  'CLIENT',
  'PRODUCER',
  'CONSUMER',
];

/** The codes of a status, each at the number that opentelemetry/proto/trace/v1/trace.proto gives it. */
export const STATUS_CODES: readonly StatusCode[] = ['UNSET', 'OK', 'ERROR'];

/** The temporalities, each at the number that opentelemetry/proto/metrics/v1/metrics.proto gives it. */
export const TEMPORALITIES: readonly Temporality[] = ['UNSPECIFIED', 'DELTA', 'CUMULATIVE'];
