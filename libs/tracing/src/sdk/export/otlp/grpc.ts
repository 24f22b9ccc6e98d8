import {
  ExporterMetrics,
  createOtlpNetworkExportDelegate,
} from '@opentelemetry/otlp-exporter-base';
import {
  ProtobufTraceSerializer,
  TraceExporterMetricsHelper,
} from '@opentelemetry/otlp-transformer';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { readGrpcConfiguration } from './grpc-configuration.js';
import { GrpcTransport } from './grpc-transport.js';
import { OtlpExporter } from './otlp-exporter.js';

/** Creates an exporter over gRPC, with the configuration that OpenTelemetry's own exporter would have. */
export function createExporter(): SpanExporter {
  const configuration = readGrpcConfiguration();
  const transport = new GrpcTransport(configuration);
  // These metrics are not exported, as they have no meter provider: those of the queue count each span once.
  const metrics = new ExporterMetrics({
    componentType: '',
    metricsHelper: TraceExporterMetricsHelper,
    url: configuration.url.href,
    meterProvider: undefined,
    responseAttributesFromError: () => ({}),
  });
  return new OtlpExporter(transport, ProtobufTraceSerializer, (serializer) =>
    createOtlpNetworkExportDelegate(configuration, serializer, metrics, transport),
  );
}
