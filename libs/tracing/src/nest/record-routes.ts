import type { Server } from 'node:net';
import type { HttpServer } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { context } from '@opentelemetry/api';
import { ports } from '#span/ports.js';
import { setHttpRoute } from '#span/context/server-context.js';
import { isTracingSuppressed } from '#span/context/suppression.js';
import { warnUnlessHandlerWrapped } from '#span/wrapped-handlers.js';

/**
 * Notes the template of each matched route, before its guards run. Nest has one place for such a
 * callback; one that is there already is kept.
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

/** As much of Fastify's instance as is needed. */
interface Fastify {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequest, reply: unknown, done: () => void) => void,
  ): unknown;
}

interface FastifyRequest {
  /** `url` is missing where no route has matched. */
  readonly routeOptions?: { readonly url?: string };
}

/** Fastify knows the route before it reads the body, which it may refuse. */
function recordBeforeBody(fastify: Fastify): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const url = request.routeOptions?.url;
    if (url !== undefined) setHttpRoute(url);
    done();
  });
}

const NO_SERVER =
  "A request reached Nest by no HTTP server of this process, so it has no SERVER span, does not continue its caller's trace, and may lose its spans if the process is frozen after the answer: on AWS Lambda, wrap the handler in tracedHandler() of @traced/nest/lambda.";

/** Whether a request that has no SERVER span, though tracing runs and wants it traced, came from a handler. */
function isServerless(adapter: HttpServer): boolean {
  return (
    ports.flush !== undefined &&
    !isTracingSuppressed(context.active()) &&
    (adapter.getHttpServer() as Partial<Server> | undefined)?.listening !== true
  );
}
