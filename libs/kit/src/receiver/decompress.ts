import { gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { MAX_BODY_BYTES, tooLarge } from './body.js';
import { RefusedRequestError } from './errors.js';

type Decompress = (bytes: Buffer, options: { maxOutputLength: number }) => Buffer;

const decompressors = new Map<string, Decompress>([
  ['gzip', gunzipSync],
  ['deflate', inflateSync],
  ['zstd', zstdDecompressSync],
]);

/** The names of what {@link decompress} understands, as a header lists them. */
export const ENCODINGS = ['identity', ...decompressors.keys()].join(', ');

/**
 * Undoes what `content-encoding` or `grpc-encoding` says was done with a body.
 * It does so at once, so that the spans of a request that has arrived are there before any timer fires.
 * @throws {RefusedRequestError} when the encoding is unknown, the bytes are not of it, or become more than 16 MiB.
 */
export function decompress(bytes: Buffer, encoding = 'identity'): Buffer {
  const name = encoding.trim().toLowerCase();
  if (name === 'identity' || name === '') return bytes;
  const decompressor = decompressors.get(name);
  if (!decompressor) {
    throw new RefusedRequestError(415, `The encoding of a request is one of ${ENCODINGS}.`);
  }
  try {
    return decompressor(bytes, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new RefusedRequestError(400, `The request is not ${name}.`, { cause: error });
  }
}
