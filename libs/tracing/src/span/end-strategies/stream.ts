import { errorMonitor } from 'node:events';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { EndStrategy, Work } from '../end-strategy.js';

/** Nest's `StreamableFile`, known by its methods: this folder does not import Nest. */
interface StreamableFile {
  getStream(): Readable;
  getHeaders(): object;
}

/** Ends when the stream closes. A socket is no result but a line that may stay open for hours. */
export const streamStrategy: EndStrategy<Readable> = {
  matches: (result): result is Readable => isReadable(result) && !(result instanceof Socket),

  follow(stream, start) {
    endOnClose(stream, start(), stream);
    return stream;
  },
};

export const streamableFileStrategy: EndStrategy<StreamableFile> = {
  matches: (result): result is StreamableFile =>
    hasMethods(result, ['getStream', 'getHeaders', 'setErrorHandler']),

  follow(file, start) {
    endOnClose(file.getStream(), start(), file);
    return file;
  },
};

/** Never by a listener for `error`, with which an error would count as handled. */
function endOnClose(stream: Readable, work: Work, result: object): void {
  const end = (): void => (stream.readableEnded ? work.end(result) : work.cancel());
  if (stream.closed) return end();
  stream.once(errorMonitor, (error: unknown) => work.fail(error));
  stream.once('close', end);
}

function isReadable(result: object): boolean {
  return hasMethods(result, ['read', 'pipe', 'on', 'once', 'destroy']);
}

function hasMethods(result: object, names: readonly string[]): boolean {
  return names.every((name) => typeof Reflect.get(result, name) === 'function');
}
