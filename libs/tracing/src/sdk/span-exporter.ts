import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { OtlpProtocol, TracingEnvironment } from './environment.js';
import { load } from './load.js';

const FILES: Record<OtlpProtocol, () => { createExporter(): SpanExporter }> = {
  grpc: () => load<typeof import('./exporters/grpc.js')>('./exporters/grpc.js'),
  'http/protobuf': () =>
    load<typeof import('./exporters/http-protobuf.js')>('./exporters/http-protobuf.js'),
  'http/json': () => load<typeof import('./exporters/http-json.js')>('./exporters/http-json.js'),
};

/** The exporter of the environment's protocol; the packages of the others are not loaded. */
export function createSpanExporter({ protocol, protocolToldBy }: TracingEnvironment): SpanExporter {
  if (protocolToldBy) {
    console.error(
      `[@traced/nest] ${protocolToldBy} has port 4318, so spans are sent as ${protocol}. Set OTEL_EXPORTER_OTLP_PROTOCOL to choose.`,
    );
  }
  return FILES[protocol]().createExporter();
}
