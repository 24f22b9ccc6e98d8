import type { OtlpProtocol, TracingEnvironment } from '#sdk/environment/environment.js';
import { JSON_ENCODING } from '#sdk/recorder/otlp/json-encoding.js';
import type { OtlpEncoding } from '#sdk/recorder/otlp/otlp-encoding.js';
import { PROTOBUF } from '#sdk/recorder/otlp/protobuf-encoding.js';
import type { Transport } from './attempt.js';
import requireTransport from './require-transport.cjs';

const FILES: Record<OtlpProtocol, () => { createTransport(): Transport }> = {
  grpc: requireTransport.grpc,
  'http/protobuf': requireTransport.httpProtobuf,
  'http/json': requireTransport.httpJson,
};

type Protocol = Pick<TracingEnvironment, 'protocol'>;

/**
 * Creates the transport of the protocol in the environment, and loads no packages of the other protocols. The transport
 * does not connect before it has something to send.
 */
export function createTransport({ protocol }: Protocol): Transport {
  return FILES[protocol]().createTransport();
}

/** Returns the encoding that the protocol in the environment expects. */
export function encodingOf({ protocol }: Protocol): OtlpEncoding {
  return protocol === 'http/json' ? JSON_ENCODING : PROTOBUF;
}

/** Reports the protocol if it was inferred from a port, as no variable names it. */
export function reportProtocol({ protocol, protocolInferredFrom }: TracingEnvironment): void {
  if (!protocolInferredFrom) return;
  console.error(
    `[@traced/nest] ${protocolInferredFrom} has port 4318, so spans are sent as ${protocol}. Set OTEL_EXPORTER_OTLP_PROTOCOL to choose.`,
  );
}
