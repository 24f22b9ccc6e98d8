import { IncomingMessage, Server as HttpServer, type ServerResponse } from 'node:http';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { Server } from 'node:net';
import { type Context, context } from '@opentelemetry/api';
import type { Exchange } from './exchange.js';
import { createPathMatcher } from '#http/excluded-paths.js';
import type { ReceivedHeaders } from './force-header.js';
import { warnOnThrow } from '#http/warn-on-throw.js';
import { Http1Exchange } from './http1-exchange.js';
import { Http2Exchange } from './http2-exchange.js';
import { followRules, serveExchange } from './serve-exchange.js';

/** Bun's servers of HTTP are no servers of `node:net`. */
const SERVERS =
  HttpServer.prototype instanceof Server
    ? [Server.prototype]
    : [Server.prototype, HttpServer.prototype];

/**
 * Makes each request to a server of this process a SERVER span, by the one method that http, https,
 * HTTP/2 and Fastify servers all pass: `net.Server.prototype.emit`. Connections that become something
 * else, by `Upgrade` or `CONNECT`, are left alone, and so are calls of gRPC: they have a span of their
 * handler, and to HTTP all of them succeed.
 *
 * @param excludedPaths pathnames that are not traced at all; `*` stands for any characters
 * @param isForced whether a request is to be sampled, whatever the sampler says. Default: none is
 * @returns takes the instrumentation away again
 */
export function instrumentServers(
  excludedPaths: readonly string[],
  isForced: (received: ReceivedHeaders) => boolean = () => false,
): () => void {
  const undo = [
    followRules({ isExcluded: createPathMatcher(excludedPaths), isForced }),
    ...SERVERS.map(instrumentEmit),
  ];
  return () => {
    for (const step of undo) step();
  };
}

function instrumentEmit(prototype: Server): () => void {
  const own = Object.hasOwn(prototype, 'emit') ? prototype.emit : undefined;
  let isInstalled = true;

  function tracedEmit(this: Server, event: string | symbol, ...args: unknown[]): boolean {
    const active = isInstalled ? contextOf(event, args) : undefined;
    const all = [event, ...args] as Parameters<Server['emit']>;
    const emit = own ?? inheritedEmit(prototype);
    return active ? context.with(active, emit, this, ...all) : emit.apply(this, all);
  }

  prototype.emit = tracedEmit;
  return () => {
    isInstalled = false;
    // Else somebody has replaced it since, and goes on calling it.
    if (prototype.emit !== tracedEmit) return;
    Reflect.deleteProperty(prototype, 'emit');
    // Whoever had replaced it before is there again.
    if (own) prototype.emit = own;
  };
}

/** As it is now: `node:domain`, once it is loaded, replaces the one of all emitters. */
function inheritedEmit(prototype: Server): Server['emit'] {
  return (Object.getPrototypeOf(prototype) as Server).emit;
}

const contextOf = warnOnThrow(
  (event: string | symbol, args: readonly unknown[]): Context | undefined => {
    const exchange = exchangeOf(event, args);
    // A server may hand its request on to another one in the same process.
    return exchange && claim(exchange.identity) ? serveExchange(exchange) : undefined;
  },
);

/** @see https://nodejs.org/api/http.html#event-request and the two events that come in its place */
function exchangeOf(event: string | symbol, args: readonly unknown[]): Exchange | undefined {
  switch (event) {
    case 'request':
    case 'checkContinue':
    case 'checkExpectation': {
      const request = args[0];
      // One of HTTP/2 has passed as a stream.
      if (!(request instanceof IncomingMessage)) return undefined;
      return new Http1Exchange(request, args[1] as ServerResponse);
    }
    case 'stream': {
      const headers = args[1] as IncomingHttpHeaders | undefined;
      if (!headers?.[':method'] || headers[':method'] === 'CONNECT') return undefined;
      if (headers['content-type']?.startsWith('application/grpc')) return undefined;
      return new Http2Exchange(args[0] as ServerHttp2Stream, headers, args[3] as string[]);
    }
    default:
      return undefined;
  }
}

const CLAIMED = Symbol('@traced/nest claimed');

/** Whether a request is seen for the first time. A mark costs less than a `WeakSet` of all requests. */
function claim(request: { [CLAIMED]?: true }): boolean {
  if (request[CLAIMED]) return false;
  request[CLAIMED] = true;
  return true;
}
