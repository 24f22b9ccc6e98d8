import type { Socket } from 'node:net';

/**
 * Calls `listener` once with the first bytes of a connection, as soon as they `suffice`. The socket has them again when
 * `listener` is called, and is paused. A connection that ends before is destroyed.
 */
export function peekFirstBytes(
  socket: Socket,
  suffice: (bytes: Buffer) => boolean,
  listener: (bytes: Buffer) => void,
): void {
  let bytes = Buffer.alloc(0);
  const look = (chunk: Buffer): void => {
    bytes = Buffer.concat([bytes, chunk]);
    if (!suffice(bytes)) return;
    socket.off('data', look).off('end', giveUp).pause();
    socket.unshift(bytes);
    listener(bytes);
  };
  const giveUp = (): void => {
    socket.destroy();
  };
  socket.on('data', look).on('end', giveUp);
}
