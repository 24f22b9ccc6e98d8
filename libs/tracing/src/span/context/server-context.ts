import { type Context, type Span, context, createContextKey, trace } from '@opentelemetry/api';
import { SPAN } from './span-key.js';

/** The request a SERVER span stands for. Whoever routes it fills in the route. */
export interface ServerRequest {
  /** What other instrumentations tell it by. */
  readonly type: 'http';
  readonly span: Span;
  /** The route's template, such as `/users/:id`; `undefined` until a route has matched. */
  route: string | undefined;
}

/**
 * The key under which instrumentations of servers leave the request for those of routers;
 * @opentelemetry/core, which names it, is not the API.
 */
const RPC_METADATA = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

/** What a request is served in. One object for each, as the API's own contexts copy all values for every one set. */
class ServerContext implements Context {
  constructor(
    private readonly caller: Context,
    private readonly request: ServerRequest,
  ) {}

  getValue(key: symbol): unknown {
    if (key === SPAN) return this.request.span;
    return key === RPC_METADATA ? this.request : this.caller.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.toContext().setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.toContext().deleteValue(key);
  }

  private toContext(): Context {
    return trace.setSpan(this.caller.setValue(RPC_METADATA, this.request), this.request.span);
  }
}

/** The context of a request, with its span active. */
export function serverContext(caller: Context, request: ServerRequest): Context {
  return new ServerContext(caller, request);
}

/**
 * Notes the route of the request being served, whichever instrumentation made its span. Returns `false`
 * where no request is served.
 */
export function setHttpRoute(route: string): boolean {
  const request = context.active().getValue(RPC_METADATA) as ServerRequest | undefined;
  if (request) request.route = route;
  return request !== undefined;
}
