/** A variable that OpenTelemetry's specification names, and what holds where it is not set. */
type Variable = readonly [name: string, byDefault?: string];

const ofExporters = (...parts: readonly string[]): readonly Variable[] =>
  ['', 'TRACES_', 'METRICS_', 'LOGS_'].flatMap((signal) =>
    parts.map((part): Variable => [`OTEL_EXPORTER_OTLP_${signal}${part}`]),
  );

/**
 * Every variable of version 1.60.0 of the specification, of 2026-08-07, but for the examples of other
 * languages: the names and defaults in `specification/configuration/sdk-environment-variables.md`,
 * `specification/protocol/exporter.md` and `specification/metrics/sdk_exporters/otlp.md` of
 * https://github.com/open-telemetry/opentelemetry-specification/tree/v1.60.0
 */
export const SPECIFICATION: readonly Variable[] = [
  ['OTEL_SDK_DISABLED', 'false'],
  ['OTEL_ENTITIES'],
  ['OTEL_RESOURCE_ATTRIBUTES'],
  ['OTEL_SERVICE_NAME'],
  ['OTEL_LOG_LEVEL', 'info'],
  ['OTEL_PROPAGATORS', 'tracecontext,baggage'],
  ['OTEL_TRACES_SAMPLER', 'parentbased_always_on'],
  ['OTEL_TRACES_SAMPLER_ARG'],
  ['OTEL_BSP_SCHEDULE_DELAY', '5000'],
  ['OTEL_BSP_EXPORT_TIMEOUT', '30000'],
  ['OTEL_BSP_MAX_QUEUE_SIZE', '2048'],
  ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '512'],
  ['OTEL_BLRP_SCHEDULE_DELAY', '1000'],
  ['OTEL_BLRP_EXPORT_TIMEOUT', '30000'],
  ['OTEL_BLRP_MAX_QUEUE_SIZE', '2048'],
  ['OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', '512'],
  ['OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
  ['OTEL_ATTRIBUTE_COUNT_LIMIT', '128'],
  ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
  ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', '128'],
  ['OTEL_SPAN_EVENT_COUNT_LIMIT', '128'],
  ['OTEL_SPAN_LINK_COUNT_LIMIT', '128'],
  ['OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', '128'],
  ['OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', '128'],
  ['OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
  ['OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT', '128'],
  ...ofExporters('ENDPOINT', 'PROTOCOL', 'HEADERS', 'COMPRESSION', 'TIMEOUT', 'INSECURE'),
  ...ofExporters('CERTIFICATE', 'CLIENT_KEY', 'CLIENT_CERTIFICATE'),
  ['OTEL_EXPORTER_OTLP_SPAN_INSECURE'],
  ['OTEL_EXPORTER_OTLP_METRIC_INSECURE'],
  ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'],
  ['OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION'],
  ['OTEL_EXPORTER_ZIPKIN_ENDPOINT', 'http://localhost:9411/api/v2/spans'],
  ['OTEL_EXPORTER_ZIPKIN_PROTOCOL'],
  ['OTEL_EXPORTER_ZIPKIN_TIMEOUT', '10000'],
  ['OTEL_EXPORTER_PROMETHEUS_HOST', 'localhost'],
  ['OTEL_EXPORTER_PROMETHEUS_PORT', '9464'],
  ['OTEL_TRACES_EXPORTER', 'otlp'],
  ['OTEL_METRICS_EXPORTER', 'otlp'],
  ['OTEL_LOGS_EXPORTER', 'otlp'],
  ['OTEL_METRICS_EXEMPLAR_FILTER', 'trace_based'],
  ['OTEL_METRIC_EXPORT_INTERVAL', '60000'],
  ['OTEL_METRIC_EXPORT_TIMEOUT', '30000'],
  ['OTEL_EXPERIMENTAL_CONFIG_FILE'],
  ['OTEL_CONFIG_FILE'],
];
