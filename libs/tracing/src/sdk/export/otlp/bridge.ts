import type { IExporterTransport } from '@opentelemetry/otlp-exporter-base';
import type { IExportTraceServiceResponse } from '@opentelemetry/otlp-transformer';
import type { ExportAnswer, Transport } from '#sdk/export/attempt.js';

/**
 * Returns a transport that sends by one of OpenTelemetry's.
 *
 * @param read reads the answer of the collector, and may throw: a batch is accepted whatever the answer says
 */
export function bridge(
  transport: IExporterTransport,
  timeoutMillis: number,
  read: (bytes: Uint8Array) => IExportTraceServiceResponse,
): Transport {
  return {
    async send(request) {
      const response = await transport.send(request, timeoutMillis);
      if (response.status === 'success') return accepted(response.data, read);
      return { code: 1, error: response.status === 'failure' ? response.error : undefined };
    },
    shutdown: () => transport.shutdown(),
  };
}

function accepted(
  data: Uint8Array | undefined,
  read: (bytes: Uint8Array) => IExportTraceServiceResponse,
): ExportAnswer {
  try {
    const rejected = data && read(data).partialSuccess?.rejectedSpans;
    return { code: 0, rejectedSpans: Number(rejected) || 0 };
  } catch {
    return { code: 0 };
  }
}
