import { type Context, ROOT_CONTEXT, propagation } from '@opentelemetry/api';
import { forceSampling } from '#span/context/forced-sampling.js';
import { registered } from '#span/registry.js';
import { type ServerRequest, serverContext } from '#span/context/server-context.js';
import { suppressTracing } from '#span/context/suppression.js';
import type { Exchange } from './exchange.js';
import type { ReceivedHeaders } from './force-header.js';
import { warnOnThrow } from '#http/warn-on-throw.js';
import {
  awaitBody,
  endServerSpan,
  isKeepable,
  startServerSpan,
  tellsTrace,
  traceresponseFor,
} from './server-span.js';
import { TRACERESPONSE } from '#http/traceresponse.js';
import { pathnameOf } from '#http/url.js';

/** What the operator says about the requests of this process. */
export interface RequestRules {
  /** Whether requests for `pathname` are not traced at all. */
  isExcluded(pathname: string): boolean;
  /** Whether a request is sampled, whatever the sampler says. */
  isForced(received: ReceivedHeaders): boolean;
}

/** The rules by which all copies of this package serve. */
const shared = registered<{ rules: RequestRules }>('requestRules', () => ({
  rules: { isExcluded: () => false, isForced: () => false },
}));

/** Has every exchange from now on follow `rules`. Returns a function that brings the former ones back. */
export function followRules(rules: RequestRules): () => void {
  const before = shared.rules;
  shared.rules = rules;
  return () => {
    if (shared.rules === rules) shared.rules = before;
  };
}

const UNTRACED = suppressTracing(ROOT_CONTEXT);

/**
 * Starts the SERVER span of a request, which ends with its response.
 *
 * @returns the context to serve the request in
 */
export function serveExchange(exchange: Exchange): Context {
  const { rules } = shared;
  const pathname = pathnameOf(exchange.target);
  const start = rules.isForced(exchange) ? forceSampling(ROOT_CONTEXT) : ROOT_CONTEXT;
  if (!rules.isExcluded(pathname)) return serve(exchange, pathname, start, rules);
  exchange.bind(UNTRACED);
  return UNTRACED;
}

/**
 * @param start what the caller's context is read into
 * @param rules those that the request began under: once they are gone, nothing is traced any more
 */
function serve(exchange: Exchange, pathname: string, start: Context, rules: RequestRules): Context {
  const caller = propagation.extract(start, exchange.headers);
  const span = startServerSpan(exchange, pathname, caller);
  const request: ServerRequest = { type: 'http', span, route: undefined };
  if (tellsTrace(span)) {
    const valueFor = warnOnThrow((statusCode: number) =>
      shared.rules === rules ? traceresponseFor(span, statusCode) : undefined,
    );
    exchange.addResponseHeader(TRACERESPONSE, valueFor);
  }
  const active = serverContext(caller, request);
  const isOpen = span.isRecording() || isKeepable(span);
  exchange.bind(active, {
    bodyEnded: awaitBody(span, exchange),
    ended: isOpen ? warnOnThrow(() => endServerSpan(request, exchange)) : undefined,
  });
  return active;
}
