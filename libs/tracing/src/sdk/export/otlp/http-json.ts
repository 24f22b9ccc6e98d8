import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { createHttpExporter } from './http-exporter.js';

export function createExporter(): SpanExporter {
  return createHttpExporter(JsonTraceSerializer, 'application/json');
}
