import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { OtlpProtocol, TracingEnvironment } from '#sdk/environment/environment.js';
import requireExporter from './require-exporter.cjs';

const FILES: Record<OtlpProtocol, () => { createExporter(): SpanExporter }> = {
  grpc: requireExporter.grpc,
  'http/protobuf': requireExporter.httpProtobuf,
  'http/json': requireExporter.httpJson,
};

/**
 * The exporter of the environment's protocol; the packages of the others are not loaded. It does not
 * connect before it has something to send.
 */
export function createSpanExporter({
  protocol,
}: Pick<TracingEnvironment, 'protocol'>): SpanExporter {
  return FILES[protocol]().createExporter();
}

/** Says which protocol was taken, where a port and no variable told it. */
export function reportProtocol({ protocol, protocolInferredFrom }: TracingEnvironment): void {
  if (!protocolInferredFrom) return;
  console.error(
    `[@traced/nest] ${protocolInferredFrom} has port 4318, so spans are sent as ${protocol}. Set OTEL_EXPORTER_OTLP_PROTOCOL to choose.`,
  );
}
