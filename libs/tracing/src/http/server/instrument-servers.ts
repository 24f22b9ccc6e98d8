import { IncomingMessage, Server as HttpServer, type ServerResponse } from 'node:http';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { Server } from 'node:net';
import { type Context, context } from '@opentelemetry/api';
import type { Exchange } from './exchange.js';
import { createPathMatcher } from '#http/path-pattern.js';
import type { RemoveForceHeader } from './force-header.js';
import { warnOnThrow } from '#http/warn-on-throw.js';
import { Http1Exchange } from './http1-exchange.js';
import { Http2Exchange } from './http2-exchange.js';
import { followRules } from './request-rules.js';
import { serveExchange } from './serve-exchange.js';

/** The prototypes through which all servers emit requests. In Bun, an HTTP server is no `net.Server`. */
const SERVERS =
  HttpServer.prototype instanceof Server
    ? [Server.prototype]
    : [Server.prototype, HttpServer.prototype];

/**
 * Makes each request to a server of this process a SERVER span. It replaces `net.Server.prototype.emit`, the one
 * method that http, https, HTTP/2 and Fastify servers all call. Requests that turn their connection into something
 * else, by `Upgrade` or `CONNECT`, have no span. Neither have calls of gRPC: their handlers have one, and their HTTP
 * status is 200 even where they fail.
 *
 * @param excludedPaths pathnames that are not traced at all; `*` stands for any characters
 * @param removeForceHeader removes the header that forces sampling from a request, and returns whether the request is
 *   to be sampled whatever the sampler decides. By default it leaves the headers alone and returns `false`
 * @returns a function that removes the instrumentation
 */
export function instrumentServers(
  excludedPaths: readonly string[],
  removeForceHeader: RemoveForceHeader = () => false,
): () => void {
  const undo = [
    followRules({ isExcluded: createPathMatcher(excludedPaths), removeForceHeader }),
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
    const active = isInstalled ? startServing(event, args) : undefined;
    const all = [event, ...args] as Parameters<Server['emit']>;
    const emit = own ?? inheritedEmit(prototype);
    return active ? context.with(active, emit, this, ...all) : emit.apply(this, all);
  }

  prototype.emit = tracedEmit;
  return () => {
    isInstalled = false;
    // Another library may have replaced the method since, and then it goes on calling this one.
    if (prototype.emit !== tracedEmit) return;
    Reflect.deleteProperty(prototype, 'emit');
    // Another library may have replaced the method before, and then its function is put back.
    if (own) prototype.emit = own;
  };
}

/** Returns the inherited `emit` as it is now: `node:domain` replaces that of all emitters when it is loaded. */
function inheritedEmit(prototype: Server): Server['emit'] {
  return (Object.getPrototypeOf(prototype) as Server).emit;
}

const startServing = warnOnThrow(
  (event: string | symbol, args: readonly unknown[]): Context | undefined => {
    const exchange = exchangeOf(event, args);
    // A server may pass its request on to another server in the same process.
    return exchange && claim(exchange.identity) ? serveExchange(exchange) : undefined;
  },
);

/**
 * Returns the exchange that an event of a server begins; `undefined` for any other event.
 *
 * @see https://nodejs.org/api/http.html#event-request and the two events that are emitted in its place
 */
function exchangeOf(event: string | symbol, args: readonly unknown[]): Exchange | undefined {
  switch (event) {
    case 'request':
    case 'checkContinue':
    case 'checkExpectation': {
      const request = args[0];
      // A request of HTTP/2 was already seen as a stream.
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

/** The mark of a request that has a span, or was excluded. */
const CLAIMED = Symbol('@traced/nest claimed');

/** Marks a request and returns whether it had no mark before. A mark costs less than a `WeakSet` of all requests. */
function claim(request: { [CLAIMED]?: true }): boolean {
  if (request[CLAIMED]) return false;
  request[CLAIMED] = true;
  return true;
}
