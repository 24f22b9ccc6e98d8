import { decompress } from './decompress.js';
import { RefusedRequestError } from './errors.js';

// One byte that says whether the message is compressed, and four for its length.
const PREFIX_BYTES = 5;

/**
 * Reads the one message that the body of a unary gRPC request has.
 * @param encoding The `grpc-encoding` of the request.
 * @throws {RefusedRequestError} when the body is not one message, or the message cannot be decompressed.
 */
export function readGrpcMessage(body: Buffer, encoding: string | undefined): Buffer {
  if (body.length < PREFIX_BYTES) {
    throw new RefusedRequestError(400, 'The body of the request has no gRPC message.');
  }
  const flag = body.readUInt8(0);
  const message = body.subarray(PREFIX_BYTES);
  if (flag > 1 || message.length !== body.readUInt32BE(1)) {
    throw new RefusedRequestError(400, 'The body of the request is not one gRPC message.');
  }
  return flag === 1 ? decompress(message, encoding) : message;
}

/** Frames a message as the body of a gRPC answer, uncompressed. */
export function writeGrpcMessage(message: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}
