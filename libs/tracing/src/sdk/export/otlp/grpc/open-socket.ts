import { once } from 'node:events';
import { type Socket, connect, isIP } from 'node:net';
import { connect as connectByTls } from 'node:tls';
import { readTlsFiles } from '#sdk/export/otlp/tls-files.js';
import { connectByProxy, findProxy } from './proxy.js';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Connects to the host of a URL, with TLS if its scheme is `https`, by the proxy of the environment if it has one. */
export async function openSocket(url: URL, signal: AbortSignal): Promise<Socket> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || DEFAULT_PORTS[url.protocol] || 0;
  const proxy = findProxy(host);
  const tunnel = proxy && (await connectByProxy(proxy, `${url.hostname}:${port}`, signal));
  if (url.protocol !== 'https:') {
    return tunnel ?? untilEvent(connect({ host, port }), 'connect', signal);
  }
  const tls = connectByTls({
    host,
    port,
    ...(tunnel && { socket: tunnel }),
    ...(isIP(host) === 0 && { servername: host }),
    ALPNProtocols: ['h2'],
    ...readTlsFiles(),
  });
  return untilEvent(tls, 'secureConnect', signal);
}

async function untilEvent(socket: Socket, event: string, signal: AbortSignal): Promise<Socket> {
  try {
    await once(socket, event, { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
