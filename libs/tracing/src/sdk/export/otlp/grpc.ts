import {
  Client,
  type ClientUnaryCall,
  compressionAlgorithms,
  type requestCallback,
} from '@grpc/grpc-js';
import {
  type ExportResponse,
  ExporterMetrics,
  type IExporterTransport,
  createOtlpNetworkExportDelegate,
} from '@opentelemetry/otlp-exporter-base';
import {
  ProtobufTraceSerializer,
  TraceExporterMetricsHelper,
} from '@opentelemetry/otlp-transformer';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { PACKAGE_VERSION } from '#span/version.js';
import { type GrpcConfiguration, readGrpcConfiguration } from './grpc-configuration.js';
import { OtlpExporter } from './otlp-exporter.js';

const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const NOTHING = Buffer.alloc(0);

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

/**
 * Sends a batch in one call, which can be cancelled: OpenTelemetry's own transport waits for its
 * deadline.
 */
class GrpcTransport implements IExporterTransport {
  #client: Client | undefined;
  #call: ClientUnaryCall | undefined;
  readonly #configuration: GrpcConfiguration;

  constructor(configuration: GrpcConfiguration) {
    this.#configuration = configuration;
  }

  send(data: Uint8Array, timeoutMillis: number): Promise<ExportResponse> {
    const { promise, resolve } = Promise.withResolvers<ExportResponse>();
    const answer: requestCallback<Buffer> = (error, data = NOTHING) =>
      resolve(error ? { status: 'failure', error } : { status: 'success', data });
    const deadline = Date.now() + timeoutMillis;
    this.#client ??= this.#createClient();
    this.#call = this.#client.makeUnaryRequest(
      EXPORT,
      asIs,
      asIs,
      Buffer.from(data),
      this.#configuration.metadata,
      { deadline },
      answer,
    );
    return promise;
  }

  shutdown(): void {
    this.#call?.cancel();
    this.#client?.close();
  }

  #createClient(): Client {
    const { url, compression, readCredentials } = this.#configuration;
    return new Client(url.host, readCredentials(), {
      'grpc.default_compression_algorithm':
        compressionAlgorithms[compression === 'gzip' ? 'gzip' : 'identity'],
      'grpc.primary_user_agent': `traced-nest/${PACKAGE_VERSION}`,
    });
  }
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}
