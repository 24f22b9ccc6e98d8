import { type Context, type Span, context, createContextKey } from '@opentelemetry/api';

/** The request a recorded SERVER span stands for. Whoever routes it fills in the route. */
export interface ServerRequest {
  readonly span: Span;
  /** The route's template, such as `/users/:id`; `undefined` until a route has matched. */
  route: string | undefined;
}

const SERVER_REQUEST = createContextKey('@traced/nest server request');

export function setServerRequest(parent: Context, request: ServerRequest): Context {
  return parent.setValue(SERVER_REQUEST, request);
}

/** Notes the route of the request being served, if its span is recorded. */
export function setHttpRoute(route: string): void {
  const request = context.active().getValue(SERVER_REQUEST) as ServerRequest | undefined;
  if (request) request.route = route;
}
