import { createOtlpNetworkExportDelegate } from '@opentelemetry/otlp-exporter-base';
import {
  convertLegacyOtlpGrpcOptions,
  createOtlpGrpcExporterMetrics,
} from '@opentelemetry/otlp-grpc-exporter-base';
import {
  ProtobufTraceSerializer,
  TraceExporterMetricsHelper,
} from '@opentelemetry/otlp-transformer';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { GrpcTransport } from './grpc-transport.js';
import { OtlpExporter } from './otlp-exporter.js';

/** Configured by the environment, as OpenTelemetry's own exporter is. */
export function createExporter(): SpanExporter {
  const configuration = convertLegacyOtlpGrpcOptions({}, 'TRACES');
  const transport = new GrpcTransport(configuration);
  const { url } = configuration;
  // Its metrics go nowhere without a meter provider: those of the queue count each span once.
  const metrics = createOtlpGrpcExporterMetrics('', TraceExporterMetricsHelper, url, undefined);
  return new OtlpExporter(transport, ProtobufTraceSerializer, (serializer) =>
    createOtlpNetworkExportDelegate(configuration, serializer, metrics, transport),
  );
}
