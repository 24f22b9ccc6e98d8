import { errorMonitor } from 'node:events';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { EndStrategy, Work } from '#span/call/end-strategy.js';

/** Nest's `StreamableFile`, recognised by its methods, as this folder does not import Nest. */
interface StreamableFile {
  getStream(): Readable;
  getHeaders(): object;
}

/**
 * The strategy for readable streams. The span ends when the stream was read to its end, or closes. A socket
 * is not followed: it is a connection, which may stay open for hours, and no result.
 */
export const streamStrategy: EndStrategy<Readable> = {
  matches: (result): result is Readable => isReadable(result) && !(result instanceof Socket),

  follow(stream, start) {
    endWith(stream, start(), stream);
    return stream;
  },
};

/** The strategy for Nest's `StreamableFile`. The span ends with the stream of the file. */
export const streamableFileStrategy: EndStrategy<StreamableFile> = {
  matches: (result): result is StreamableFile =>
    hasMethods(result, ['getStream', 'getHeaders', 'setErrorHandler']),

  follow(file, start) {
    endWith(file.getStream(), start(), file);
    return file;
  },
};

/** Ends `work` with the stream. It adds no listener for `error`, as the error would then count as handled. */
function endWith(stream: Readable, work: Work, result: object): void {
  const end = (): void => {
    if (stream.errored) work.fail(stream.errored);
    else if (stream.readableEnded) work.end(result);
    else work.cancel();
  };
  if (stream.closed || stream.readableEnded) return end();
  stream.once(errorMonitor, (error: unknown) => work.fail(error));
  // A stream with `autoDestroy: false` does not close on its own.
  stream.once('end', end);
  stream.once('close', end);
}

function isReadable(result: object): boolean {
  return hasMethods(result, ['pipe', 'read', 'on', 'once', 'destroy']);
}

function hasMethods(result: object, names: readonly string[]): boolean {
  return names.every((name) => typeof Reflect.get(result, name) === 'function');
}
