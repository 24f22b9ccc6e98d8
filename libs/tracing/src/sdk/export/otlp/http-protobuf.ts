import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { Transport } from '#sdk/export/attempt.js';
import { createHttpTransport } from './http-exporter.js';

export function createTransport(): Transport {
  return createHttpTransport(
    (bytes) => ProtobufTraceSerializer.deserializeResponse(bytes),
    'application/x-protobuf',
  );
}
