import {
  Client,
  type ClientUnaryCall,
  compressionAlgorithms,
  type requestCallback,
} from '@grpc/grpc-js';
import type { ExportResponse, IExporterTransport } from '@opentelemetry/otlp-exporter-base';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { Transport } from '#sdk/export/attempt.js';
import { PACKAGE_VERSION } from '#span/version.js';
import { type GrpcConfiguration, readGrpcConfiguration } from './grpc-configuration.js';
import { bridge } from './bridge.js';

const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const NOTHING = Buffer.alloc(0);

export function createTransport(): Transport {
  const configuration = readGrpcConfiguration();
  return bridge(new GrpcTransport(configuration), configuration.timeoutMillis, (bytes) =>
    ProtobufTraceSerializer.deserializeResponse(bytes),
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
