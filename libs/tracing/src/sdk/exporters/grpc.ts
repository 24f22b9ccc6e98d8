import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import type { SpanExporter } from '@opentelemetry/sdk-trace';

export function createExporter(): SpanExporter {
  return new OTLPTraceExporter();
}
