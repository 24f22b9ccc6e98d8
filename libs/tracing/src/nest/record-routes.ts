import type { Server } from 'node:net';
import type { HttpServer } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { context } from '@opentelemetry/api';
import { ports } from '#span/ports.js';
import { setHttpRoute } from '#span/context/server-context.js';
import { isTracingSuppressed } from '#span/context/suppression.js';
import { warnUnlessHandlerWrapped } from '#span/wrapped-handlers.js';

/**
 * Sets the template of each matched route on the SERVER span of the request, before its guards run. Nest holds one
 * callback for matched routes; a callback that the application has set is called first.
 */
export function recordRoutes({ httpAdapter }: HttpAdapterHost): void {
  if (!httpAdapter) return;
  const before = httpAdapter.getOnRouteTriggered();
  httpAdapter.setOnRouteTriggered((method, path) => {
    before?.(method, path);
    if (!setHttpRoute(path) && isServerless(httpAdapter)) warnUnlessHandlerWrapped(NO_SERVER);
  });
  if (httpAdapter.getType() === 'fastify') recordBeforeBody(httpAdapter.getInstance<Fastify>());
}

/** The part of Fastify's instance that is used here. */
interface Fastify {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequest, reply: unknown, done: () => void) => void,
  ): unknown;
}

interface FastifyRequest {
  /** The matched route; it has no `url` if none has matched. */
  readonly routeOptions?: { readonly url?: string };
}

/** Sets the route before Fastify reads the body of the request, as Fastify may refuse the body. */
function recordBeforeBody(fastify: Fastify): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const url = request.routeOptions?.url;
    if (url !== undefined) setHttpRoute(url);
    done();
  });
}

const NO_SERVER =
  "A request reached Nest by no HTTP server of this process, so it has no SERVER span, does not continue its caller's trace, and may lose its spans if the process is frozen after the answer: on AWS Lambda, wrap the handler in tracedHandler() of @traced/nest/lambda.";

/**
 * Whether a request that has no SERVER span, though tracing runs and is not suppressed, came from a handler
 * without a server.
 */
function isServerless(adapter: HttpServer): boolean {
  return (
    ports.flush !== undefined &&
    !isTracingSuppressed(context.active()) &&
    (adapter.getHttpServer() as Partial<Server> | undefined)?.listening !== true
  );
}
