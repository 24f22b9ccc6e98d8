import { type Socket, isIP } from 'node:net';

/**
 * The address of `host` where `socket` leads to it: `undefined` where the socket leads to a proxy, or
 * where that cannot be known. Node keeps the name that it has looked up for a connection.
 *
 * @param host a name or an address, as the URL of a request has it, without brackets
 */
export function calleeAddress(host: string, socket: Socket | undefined): string | undefined {
  const address = socket?.remoteAddress;
  if (isIP(host) !== 0) return host === address ? address : undefined;
  const { _host: connectedTo } = (socket ?? {}) as { readonly _host?: unknown };
  return connectedTo === host ? address : undefined;
}
