import { ports } from '#span/ports.js';
import type { OtlpProtocol, TracingEnvironment } from '#sdk/environment/environment.js';
import { createTransport, encodingOf } from './create-transport.js';
import { ExportMetrics } from './export-metrics.js';
import { ExportQueue } from './export-queue.js';

const EXPORTER_TYPES: Record<OtlpProtocol, string> = {
  grpc: 'otlp_grpc_span_exporter',
  'http/protobuf': 'otlp_http_span_exporter',
  'http/json': 'otlp_http_json_span_exporter',
};

/**
 * Creates the queue to the collector of the environment, its metrics, and the port that returns its
 * status.
 */
export function startExporting(environment: TracingEnvironment): ExportQueue {
  const queue = new ExportQueue({
    ...environment.batch,
    createTransport: () => createTransport(environment),
    encoding: encodingOf(environment),
    onUnprovenBatch: () => ports.reportLateVariables?.(),
    onStopped() {
      metrics.stop();
      ports.exportStatus = undefined;
    },
  });
  const metrics = new ExportMetrics(queue, EXPORTER_TYPES[environment.protocol]);
  queue.observe(metrics);
  metrics.beforeBatch();
  ports.exportStatus = () => queue.status;
  return queue;
}
