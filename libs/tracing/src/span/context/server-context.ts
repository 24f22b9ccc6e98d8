import { type Context, type Span, context, createContextKey, trace } from '@opentelemetry/api';
import { SPAN } from './span-key.js';

/** The request that a SERVER span stands for. The router's instrumentation fills in the route. */
export interface ServerRequest {
  /** The type by which other instrumentations recognise a request. */
  readonly type: 'http';
  readonly span: Span;
  /** The template of the route, such as `/users/:id`; `undefined` until a route has matched. */
  route: string | undefined;
}

/**
 * The key under which instrumentations of servers pass the request to those of routers. It is made by its
 * name here, as @opentelemetry/core, which exports it, is not part of the API.
 */
const RPC_METADATA = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

/** The context of a request: one object, as the API's own context is copied for each value that is set. */
class ServerContext implements Context {
  readonly #caller: Context;
  readonly #request: ServerRequest;

  constructor(caller: Context, request: ServerRequest) {
    this.#caller = caller;
    this.#request = request;
  }

  getValue(key: symbol): unknown {
    if (key === SPAN) return this.#request.span;
    return key === RPC_METADATA ? this.#request : this.#caller.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#toContext().setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.#toContext().deleteValue(key);
  }

  #toContext(): Context {
    return trace.setSpan(this.#caller.setValue(RPC_METADATA, this.#request), this.#request.span);
  }
}

/** Returns the context in which a request is served, with the span of the request active. */
export function serverContext(caller: Context, request: ServerRequest): Context {
  return new ServerContext(caller, request);
}

/**
 * Sets the route of the request that is served in the active context, whichever instrumentation has made its
 * span. Returns `false` if no request is served.
 */
export function setHttpRoute(route: string): boolean {
  const request = context.active().getValue(RPC_METADATA) as ServerRequest | undefined;
  if (request) request.route = route;
  return request !== undefined;
}
