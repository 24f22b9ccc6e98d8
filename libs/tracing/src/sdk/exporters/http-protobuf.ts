import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { SpanExporter } from '@opentelemetry/sdk-trace';

export function createExporter(): SpanExporter {
  return new OTLPTraceExporter();
}
