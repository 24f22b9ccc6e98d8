import { IncomingMessage, type ServerResponse } from 'node:http';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { Server } from 'node:net';
import { type Context, ROOT_CONTEXT, context, propagation } from '@opentelemetry/api';
import { forceSampling } from '../span/forced-sampling.js';
import { type ServerRequest, serverContext } from '../span/server-request.js';
import { suppressTracing } from '../span/suppression.js';
import type { Exchange } from './exchange.js';
import { excludedUrlMatcher } from './excluded-urls.js';
import type { ReceivedHeaders } from './force-header.js';
import { guarded } from './guard.js';
import { Http1Exchange } from './http1-exchange.js';
import { Http2Exchange } from './http2-exchange.js';
import {
  awaitBody,
  endServerSpan,
  isKeepable,
  startServerSpan,
  tellsTrace,
  traceresponseFor,
} from './server-span.js';
import { TRACERESPONSE } from './traceresponse.js';
import { pathnameOf } from './url.js';

const UNTRACED = suppressTracing(ROOT_CONTEXT);

/**
 * Makes each request to a server of this process a SERVER span, by the one method that http, https,
 * HTTP/2 and Fastify servers all pass: `net.Server.prototype.emit`. Connections that become something
 * else, by `Upgrade` or `CONNECT`, are left alone, and so are calls of gRPC: they have a span of their
 * handler, and to HTTP all of them succeed.
 *
 * @param excludedUrls pathnames that are not traced at all; `*` stands for any characters
 * @param isForced whether a request is to be sampled, whatever the sampler says. Default: none is
 * @returns takes the instrumentation away again
 */
export function instrumentServers(
  excludedUrls: readonly string[],
  isForced: (received: ReceivedHeaders) => boolean = () => false,
): () => void {
  const { emit } = Server.prototype;
  const isExcluded = excludedUrlMatcher(excludedUrls);
  let isInstalled = true;

  const contextOf = guarded((event: string | symbol, args: readonly unknown[]) => {
    const exchange = exchangeOf(event, args);
    // A server may hand its request on to another one in the same process.
    if (!isInstalled || !exchange || !claim(exchange.identity)) return undefined;
    const pathname = pathnameOf(exchange.target);
    const start = isForced(exchange) ? forceSampling(ROOT_CONTEXT) : ROOT_CONTEXT;
    if (!isExcluded(pathname)) return serve(exchange, pathname, start, () => isInstalled);
    exchange.bind(UNTRACED);
    return UNTRACED;
  });

  function tracedEmit(this: Server, event: string | symbol, ...args: unknown[]): boolean {
    const active = contextOf(event, args);
    const all = [event, ...args] as Parameters<typeof emit>;
    return active ? context.with(active, emit, this, ...all) : emit.apply(this, all);
  }

  Server.prototype.emit = tracedEmit;
  return () => {
    isInstalled = false;
    // Else somebody has replaced it since, and goes on calling it.
    if (Server.prototype.emit !== tracedEmit) return;
    Reflect.deleteProperty(Server.prototype, 'emit');
    // Whoever had replaced it before is there again.
    if (Server.prototype.emit !== emit) Server.prototype.emit = emit;
  };
}

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

/**
 * @param start what the caller's context is read into
 * @param isInstalled whether requests are still traced when the response begins
 */
function serve(
  exchange: Exchange,
  pathname: string,
  start: Context,
  isInstalled: () => boolean,
): Context {
  const caller = propagation.extract(start, exchange.headers);
  const span = startServerSpan(exchange, pathname, caller);
  const request: ServerRequest = { type: 'http', span, route: undefined };
  if (tellsTrace(span)) {
    const valueFor = guarded((statusCode: number) =>
      isInstalled() ? traceresponseFor(span, statusCode) : undefined,
    );
    exchange.onceAnswering(TRACERESPONSE, valueFor);
  }
  const active = serverContext(caller, request);
  const isOpen = span.isRecording() || isKeepable(span);
  exchange.bind(active, {
    bodyEnded: awaitBody(span, exchange),
    ended: isOpen ? guarded(() => endServerSpan(request, exchange)) : undefined,
  });
  return active;
}
