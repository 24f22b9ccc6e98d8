import { IncomingMessage, Server as HttpServer, type ServerResponse } from 'node:http';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { Server } from 'node:net';
import { type Context, context } from '@opentelemetry/api';
import { isBound } from './bind-events.js';
import type { Exchange } from './exchange.js';
import { createPathMatcher } from '#http/path-pattern.js';
import type { RemoveForceHeader } from './force-header.js';
import { warnUntraced } from '#http/warn-on-throw.js';
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

type Emit = (event: string | symbol, ...args: unknown[]) => boolean;

function instrumentEmit(prototype: Server): () => void {
  const own = Object.hasOwn(prototype, 'emit') ? prototype.emit : undefined;
  let isInstalled = true;

  function tracedEmit(this: Server, ...args: Parameters<Emit>): boolean {
    const active = isInstalled && isRequest(args[0]) ? startServing(args) : undefined;
    const emit: Emit = own ?? inheritedEmit(prototype);
    // The one context entry that every request needs: all code that serves it finds its span, also an unsampled one.
    return active ? context.with(active, emit, this, ...args) : Reflect.apply(emit, this, args);
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

/** Whether `event` begins an exchange. See https://nodejs.org/api/http.html#event-request and the events in its place. */
function isRequest(event: string | symbol): boolean {
  return (
    event === 'request' ||
    event === 'stream' ||
    event === 'checkContinue' ||
    event === 'checkExpectation'
  );
}

/** Starts to serve what an event of a server begins. Returns the context for it, or `undefined` if it is not traced. */
function startServing(args: readonly unknown[]): Context | undefined {
  try {
    const exchange = args[0] === 'stream' ? streamOf(args) : requestOf(args);
    return exchange && serveExchange(exchange);
  } catch (error) {
    warnUntraced(error);
    return undefined;
  }
}

/** Returns the exchange that begins with a request of HTTP/1, unless the request is being served already. */
function requestOf([, request, response]: readonly unknown[]): Exchange | undefined {
  // A request of HTTP/2 was already seen as a stream.
  if (!(request instanceof IncomingMessage)) return undefined;
  // A server may pass its request on to another server in the same process.
  if (isBound(request) || isBound(response as ServerResponse)) return undefined;
  return new Http1Exchange(request, response as ServerResponse);
}

/** Returns the exchange that begins with a stream of HTTP/2, unless it is being served already or is none. */
function streamOf(args: readonly unknown[]): Exchange | undefined {
  const [, stream, headers, , rawHeaders] = args as StreamEvent;
  if (!headers?.[':method'] || headers[':method'] === 'CONNECT') return undefined;
  if (headers['content-type']?.startsWith('application/grpc')) return undefined;
  return isBound(stream) ? undefined : new Http2Exchange(stream, headers, rawHeaders);
}

type StreamEvent = [
  event: string,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders | undefined,
  flags: number,
  rawHeaders: string[],
];
