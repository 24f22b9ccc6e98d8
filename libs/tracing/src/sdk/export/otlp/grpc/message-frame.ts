import { gunzipSync } from 'node:zlib';
import { MAX_RESPONSE_BYTES } from '#sdk/export/otlp/export-response.js';

/*
 * A message of gRPC has a prefix: one byte that says whether it is compressed, and four bytes with its length:
 * https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
const PREFIX_BYTES = 5;
const COMPRESSED = 1;

/** Creates the prefix of a message. */
export function createPrefix(message: Uint8Array, isCompressed: boolean): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt8(isCompressed ? COMPRESSED : 0, 0);
  prefix.writeUInt32BE(message.length, 1);
  return prefix;
}

/**
 * Returns the first message of a body, which is empty if the body has none.
 *
 * @throws {Error} for a message that cannot be decompressed
 */
export function readMessage(body: Buffer): Buffer {
  if (body.length < PREFIX_BYTES) return Buffer.alloc(0);
  const message = body.subarray(PREFIX_BYTES, PREFIX_BYTES + body.readUInt32BE(1));
  const isCompressed = body.readUInt8(0) === COMPRESSED;
  return isCompressed ? gunzipSync(message, { maxOutputLength: MAX_RESPONSE_BYTES }) : message;
}
