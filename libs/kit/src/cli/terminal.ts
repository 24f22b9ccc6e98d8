import type { WriteStream } from 'node:tty';

/** A stream to write to that may be a terminal, and then has a width and colours. */
export type Terminal = NodeJS.WritableStream &
  Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'hasColors'>>;
