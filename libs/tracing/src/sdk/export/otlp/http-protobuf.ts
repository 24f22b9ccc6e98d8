import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { createHttpExporter } from './http-exporter.js';

export function createExporter(): SpanExporter {
  return createHttpExporter(ProtobufTraceSerializer, 'application/x-protobuf');
}
