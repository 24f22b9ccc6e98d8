import { convertLegacyHttpOptions } from '@opentelemetry/otlp-exporter-base/node-http';
import type { IExportTraceServiceResponse } from '@opentelemetry/otlp-transformer';
import type { Transport } from '#sdk/export/attempt.js';
import { bridge } from './bridge.js';
import { HttpTransport } from './http-transport.js';
import { readTransferOptions } from './transfer-options.js';

export function createHttpTransport(
  read: (bytes: Uint8Array) => IExportTraceServiceResponse,
  contentType: string,
): Transport {
  const required = { 'Content-Type': contentType };
  const configuration = {
    ...convertLegacyHttpOptions({}, 'TRACES', 'v1/traces', required),
    ...readTransferOptions(),
  };
  return bridge(new HttpTransport(configuration), configuration.timeoutMillis, read);
}
