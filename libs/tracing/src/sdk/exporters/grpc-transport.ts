import { createRequire } from 'node:module';
import * as grpc from '@grpc/grpc-js';
import type { ExportResponse, IExporterTransport } from '@opentelemetry/otlp-exporter-base';
import type { convertLegacyOtlpGrpcOptions } from '@opentelemetry/otlp-grpc-exporter-base';
import { PACKAGE_VERSION } from '../../span/version.js';
import { createOwnRequire } from '../own-require.js';

type Configuration = ReturnType<typeof convertLegacyOtlpGrpcOptions>;

const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const NOTHING = Buffer.alloc(0);

/** One call for a batch, which can be cancelled: OpenTelemetry's own transport waits for its deadline. */
export class GrpcTransport implements IExporterTransport {
  private client: grpc.Client | undefined;
  private call: grpc.ClientUnaryCall | undefined;

  constructor(private readonly configuration: Configuration) {}

  send(data: Uint8Array, timeoutMillis: number): Promise<ExportResponse> {
    const { promise, resolve } = Promise.withResolvers<ExportResponse>();
    const answer: grpc.requestCallback<Buffer> = (error, data = NOTHING) =>
      resolve(error ? { status: 'failure', error } : { status: 'success', data });
    const deadline = Date.now() + timeoutMillis;
    this.client ??= this.createClient();
    this.call = this.client.makeUnaryRequest(
      EXPORT,
      asIs,
      asIs,
      Buffer.from(data),
      this.configuration.metadata(),
      { deadline },
      answer,
    );
    return promise;
  }

  shutdown(): void {
    this.call?.cancel();
    this.client?.close();
  }

  private createClient(): grpc.Client {
    const { url, compression } = this.configuration;
    const credentials = this.configuration.credentials();
    const { Client, compressionAlgorithms } = copyOf(credentials);
    return new Client(url, credentials, {
      'grpc.default_compression_algorithm':
        compressionAlgorithms[compression === 'gzip' ? 'gzip' : 'identity'],
      'grpc.primary_user_agent': `traced-nest/${PACKAGE_VERSION}`,
    });
  }
}

/** The copy of the package that made `credentials`: another one refuses them. */
function copyOf(credentials: grpc.ChannelCredentials): typeof grpc {
  if (credentials instanceof grpc.ChannelCredentials) return grpc;
  const base = createOwnRequire().resolve('@opentelemetry/otlp-grpc-exporter-base');
  return createRequire(base)('@grpc/grpc-js') as typeof grpc;
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}
