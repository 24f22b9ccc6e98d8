import { type Context, type Span, context, createContextKey } from '@opentelemetry/api';

/** The request a recorded SERVER span stands for. Whoever routes it fills in the route. */
export interface ServerRequest {
  readonly span: Span;
  /** The route's template, such as `/users/:id`; `undefined` until a route has matched. */
  route: string | undefined;
}

/**
 * The key under which instrumentations of servers leave the request for those of routers;
 * @opentelemetry/core, which names it, is not the API.
 */
const RPC_METADATA = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

export function setServerRequest(parent: Context, request: ServerRequest): Context {
  return parent.setValue(RPC_METADATA, Object.assign(request, { type: 'http' }));
}

/** Notes the route of the request being served, whichever instrumentation made its span. */
export function setHttpRoute(route: string): void {
  const request = context.active().getValue(RPC_METADATA) as ServerRequest | undefined;
  if (request) request.route = route;
}
