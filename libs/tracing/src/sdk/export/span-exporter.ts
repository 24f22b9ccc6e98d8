import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { OtlpProtocol, TracingEnvironment } from '#sdk/environment/environment.js';
import requireExporter from './require-exporter.cjs';

const FILES: Record<OtlpProtocol, () => { createExporter(): SpanExporter }> = {
  grpc: requireExporter.grpc,
  'http/protobuf': requireExporter.httpProtobuf,
  'http/json': requireExporter.httpJson,
};

/**
 * Creates the exporter of the protocol in the environment, and loads no packages of the other protocols. The
 * exporter does not connect before it has something to send.
 */
export function createSpanExporter({
  protocol,
}: Pick<TracingEnvironment, 'protocol'>): SpanExporter {
  return FILES[protocol]().createExporter();
}

/** Reports the protocol if it was inferred from a port, as no variable names it. */
export function reportProtocol({ protocol, protocolInferredFrom }: TracingEnvironment): void {
  if (!protocolInferredFrom) return;
  console.error(
    `[@traced/nest] ${protocolInferredFrom} has port 4318, so spans are sent as ${protocol}. Set OTEL_EXPORTER_OTLP_PROTOCOL to choose.`,
  );
}
