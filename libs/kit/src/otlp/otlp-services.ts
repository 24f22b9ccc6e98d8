import {
  type ServerUnaryCall,
  type ServiceDefinition,
  type UntypedServiceImplementation,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { MalformedOtlpError } from './errors.js';

// The bytes of an Export…ServiceResponse without partial_success, which says that everything was accepted.
const ACCEPTED = Buffer.alloc(0);

/** Defines the OTLP service of one signal for gRPC. Its messages stay bytes, so no .proto file is needed. */
export function defineExportService(signal: 'trace' | 'metrics' | 'logs'): ServiceDefinition {
  const service = `${signal.charAt(0).toUpperCase()}${signal.slice(1)}Service`;
  return {
    export: {
      path: `/opentelemetry.proto.collector.${signal}.v1.${service}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  };
}

/**
 * Creates the handler that passes each export request to `accept`, then answers that everything was accepted. Malformed
 * bytes are answered `INVALID_ARGUMENT`, which no exporter retries.
 */
export function createExportHandler(
  accept: (request: Buffer) => void,
): UntypedServiceImplementation {
  return {
    export: (call: ServerUnaryCall<Buffer, Buffer>, respond: sendUnaryData<Buffer>): void => {
      try {
        accept(call.request);
        respond(null, ACCEPTED);
      } catch (error) {
        respond(toStatus(error));
      }
    },
  };
}

function toStatus(error: unknown): { code: status; details: string } {
  if (error instanceof MalformedOtlpError) {
    return { code: status.INVALID_ARGUMENT, details: error.message };
  }
  return { code: status.INTERNAL, details: String(error) };
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}
