import type { IncomingMessage, ServerResponse } from 'node:http';
import { Server } from 'node:net';
import { ROOT_CONTEXT, SpanKind, context, propagation, trace } from '@opentelemetry/api';
import { type ServerRequest, setServerRequest } from '../span/server-request.js';
import { suppressTracing } from '../span/suppression.js';
import { startSpan } from '../span/start-span.js';
import { excludedUrlMatcher } from './excluded-urls.js';
import { spanNameOf } from './request-method.js';
import { endServerSpan, requestAttributes, samplingAttributes } from './server-span.js';
import { pathnameOf } from './url.js';

/**
 * Makes each request to a server of this process a SERVER span, by the one method that http, https,
 * HTTP/2 and Fastify servers all pass: `net.Server.prototype.emit`.
 *
 * @param excludedUrls pathnames that are not traced at all; `*` stands for any characters
 * @returns takes the instrumentation away again
 */
export function instrumentServers(excludedUrls: readonly string[]): () => void {
  const { emit } = Server.prototype;
  const isExcluded = excludedUrlMatcher(excludedUrls);
  const seen = new WeakSet<IncomingMessage>();

  function tracedEmit(this: Server, event: string | symbol, ...args: unknown[]): boolean {
    const proceed = (): boolean => Reflect.apply(emit, this, [event, ...args]) as boolean;
    if (event !== 'request') return proceed();
    const [request, response] = args as [IncomingMessage, ServerResponse];
    // A server may hand its request on to another one in the same process.
    if (seen.has(request)) return proceed();
    seen.add(request);
    if (isExcluded(pathnameOf(request.url ?? '/'))) {
      return context.with(suppressTracing(ROOT_CONTEXT), proceed);
    }
    return serve(request, response, proceed);
  }

  Server.prototype.emit = tracedEmit;
  return () => {
    if (Server.prototype.emit === tracedEmit) Reflect.deleteProperty(Server.prototype, 'emit');
  };
}

function serve<T>(request: IncomingMessage, response: ServerResponse, proceed: () => T): T {
  const caller = propagation.extract(ROOT_CONTEXT, request.headers);
  const span = startSpan(
    spanNameOf(request.method ?? ''),
    { kind: SpanKind.SERVER, attributes: samplingAttributes(request) },
    caller,
  );
  const active = trace.setSpan(caller, span);
  if (!span.isRecording()) return context.with(active, proceed);
  span.setAttributes(requestAttributes(request));
  const served: ServerRequest = { span, route: undefined };
  response.once('close', () => endServerSpan(served, request, response));
  return context.with(setServerRequest(active, served), proceed);
}
