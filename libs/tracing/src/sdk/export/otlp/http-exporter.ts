import { createOtlpNetworkExportDelegate } from '@opentelemetry/otlp-exporter-base';
import {
  convertLegacyHttpOptions,
  createOtlpHttpExporterMetrics,
} from '@opentelemetry/otlp-exporter-base/node-http';
import {
  type IExportTraceServiceResponse,
  type ISerializer,
  TraceExporterMetricsHelper,
} from '@opentelemetry/otlp-transformer';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { HttpTransport } from './http-transport.js';
import { OtlpExporter } from './otlp-exporter.js';
import { readTransferOptions } from './transfer-options.js';

/** Creates an exporter over HTTP, with the configuration that OpenTelemetry's own exporter would have. */
export function createHttpExporter(
  serializer: ISerializer<ReadableSpan[], IExportTraceServiceResponse>,
  contentType: string,
): SpanExporter {
  const required = { 'Content-Type': contentType };
  const configuration = {
    ...convertLegacyHttpOptions({}, 'TRACES', 'v1/traces', required),
    ...readTransferOptions(),
  };
  const transport = new HttpTransport(configuration);
  const { url } = configuration;
  // These metrics are not exported, as they have no meter provider: those of the queue count each span once.
  const metrics = createOtlpHttpExporterMetrics('', TraceExporterMetricsHelper, url, undefined);
  return new OtlpExporter(transport, serializer, (observed) =>
    createOtlpNetworkExportDelegate(configuration, observed, metrics, transport),
  );
}
