import { readGrpcConfiguration } from './grpc/grpc-configuration.js';
import { GrpcTransport } from './grpc/grpc-transport.js';

/** Creates a transport over gRPC, with the configuration of the environment. */
export function createTransport(): GrpcTransport {
  return new GrpcTransport(readGrpcConfiguration());
}
