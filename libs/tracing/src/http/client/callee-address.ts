import { type Socket, isIP } from 'node:net';

/**
 * Returns the IP address of the callee `host` if `socket` is connected to it. Returns `undefined` if the socket is
 * connected to a proxy, or if that cannot be known. Node stores on a socket the name that was looked up for it.
 *
 * @param host the name or address in the URL of a request, without brackets
 */
export function calleeAddress(host: string, socket: Socket | undefined): string | undefined {
  const address = socket?.remoteAddress;
  if (isIP(host) !== 0) return host === address ? address : undefined;
  const { _host: connectedTo } = (socket ?? {}) as { readonly _host?: unknown };
  return connectedTo === host ? address : undefined;
}
