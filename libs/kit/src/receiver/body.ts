import type { Readable } from 'node:stream';
import { RefusedRequestError } from './errors.js';

/** The most bytes that the body of a request may have, as it comes and after it was decompressed. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * Reads a body to its end.
 * @throws {RefusedRequestError} when it has more than 16 MiB; the rest is then read and thrown away, so that the client
 * comes to read its answer.
 */
export async function readBody(body: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    body.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_BODY_BYTES) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      reject(tooLarge());
    });
    body.on('end', () => resolve(Buffer.concat(chunks)));
    body.on('error', reject);
    body.on('close', () =>
      reject(new RefusedRequestError(400, 'The request ended before its body.')),
    );
  });
}

/** Says that a body has too many bytes. */
export function tooLarge(): RefusedRequestError {
  return new RefusedRequestError(
    413,
    'The request has more than 16 MiB; export fewer items at once.',
  );
}
