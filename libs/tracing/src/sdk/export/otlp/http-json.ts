import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { Transport } from '#sdk/export/attempt.js';
import { createHttpTransport } from './http-exporter.js';

export function createTransport(): Transport {
  return createHttpTransport(
    (bytes) => JsonTraceSerializer.deserializeResponse(bytes),
    'application/json',
  );
}
