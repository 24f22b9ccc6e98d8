import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { TransferOptions } from './transfer-options.js';

const gzipAsync = promisify(gzip);

/** Compresses a request in a thread of Node.js if the environment says so, and else returns it as it is. */
export async function compress(
  request: Uint8Array,
  compression: TransferOptions['compression'],
): Promise<Uint8Array> {
  return compression === 'gzip' ? gzipAsync(request) : request;
}
