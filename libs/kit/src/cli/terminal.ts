import type { WriteStream } from 'node:tty';

/** A stream that may be a terminal. */
export type Terminal = NodeJS.WritableStream &
  Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'hasColors'>>;
