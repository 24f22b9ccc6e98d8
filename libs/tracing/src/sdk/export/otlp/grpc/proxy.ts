import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { unescape } from 'node:querystring';
import { warn } from '#span/warn.js';
import { messageOf } from '#sdk/export/otlp/export-error.js';
import { inNetworks } from '#sdk/settings/values/trusted-hosts.js';
import { readVariable } from '#sdk/settings/variables.js';

/*
 * The variables that clients of gRPC read, of which the first that is set counts:
 * https://github.com/grpc/grpc/blob/master/doc/environment_variables.md
 */
const PROXIES = ['grpc_proxy', 'https_proxy', 'http_proxy'];
const EXCEPTIONS = ['no_grpc_proxy', 'no_proxy'];

const DEFAULT_PORT = 80;

/** A proxy that connects to other hosts by `CONNECT`. */
interface Proxy {
  readonly host: string;
  readonly port: number;
  /** The user and the password, with a colon between them; empty if the proxy asks for none. */
  readonly credentials: string;
}

/** Returns the proxy for connections to `host`; `undefined` if they go directly. */
export function findProxy(host: string): Proxy | undefined {
  const [variable, value] = firstOf(PROXIES);
  if (value === undefined || isException(host)) return undefined;
  const url = URL.parse(value);
  if (url?.protocol !== 'http:') {
    warn(`${variable} has no effect on exports: expected the URL of a proxy with the scheme http.`);
    return undefined;
  }
  const { username, password } = url;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || DEFAULT_PORT,
    credentials: username && `${unescape(username)}:${unescape(password)}`,
  };
}

/**
 * Connects to `target` by a proxy.
 *
 * @param target a host and a port, with a colon between them
 * @throws {Error} without the credentials, if the proxy cannot be reached, or refuses
 */
export async function connectByProxy(
  { host, port, credentials }: Proxy,
  target: string,
  signal: AbortSignal,
): Promise<Socket> {
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const request = httpRequest({
    method: 'CONNECT',
    host,
    port,
    path: target,
    headers: { host: target, ...(credentials && { 'proxy-authorization': authorization }) },
    // The agent of the application may go by a proxy itself.
    agent: false,
    signal,
  });
  try {
    return await untilConnected(request.end());
  } catch (error) {
    throw new Error(`by the proxy ${host}:${port}: ${messageOf(error)}`, { cause: error });
  }
}

async function untilConnected(request: ClientRequest): Promise<Socket> {
  const [response, socket, head] = (await once(request, 'connect')) as [
    IncomingMessage,
    Socket,
    Buffer,
  ];
  const { statusCode = 0 } = response;
  if (statusCode < 200 || statusCode >= 300) {
    socket.destroy();
    throw new Error(`it answered ${statusCode}`);
  }
  if (head.length > 0) socket.unshift(head);
  return socket;
}

/** Whether connections to `host` go directly: it is in a network, or ends in a name, of the list. */
function isException(host: string): boolean {
  const [, list = ''] = firstOf(EXCEPTIONS);
  const entries = list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '');
  return inNetworks(entries)(host) || entries.some((entry) => host.endsWith(entry));
}

function firstOf(names: readonly string[]): readonly [name: string, value: string] | [] {
  for (const name of names) {
    const value = readVariable(name);
    if (value !== undefined) return [name, value];
  }
  return [];
}
