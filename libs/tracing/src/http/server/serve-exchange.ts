import { type Context, ROOT_CONTEXT, propagation } from '@opentelemetry/api';
import { forceSampling } from '#span/context/forced-sampling.js';
import { registered } from '#span/registry.js';
import { type ServerRequest, serverContext } from '#span/context/server-context.js';
import { suppressTracing } from '#span/context/suppression.js';
import type { Exchange } from './exchange.js';
import type { RemoveForceHeader } from './force-header.js';
import { warnOnThrow } from '#http/warn-on-throw.js';
import {
  announceSpan,
  awaitBody,
  finishServerSpan,
  isLateCandidate,
  mayAnnounceSpan,
  startServerSpan,
} from './server-span.js';
import { TRACERESPONSE } from '#http/traceresponse.js';
import { pathnameOf } from '#http/url.js';

/** The operator's rules for the requests that this process serves. */
export interface RequestRules {
  /** Whether requests for `pathname` are not traced. */
  isExcluded(pathname: string): boolean;
  /** Removes the header that forces sampling. Returns whether the request is sampled whatever the sampler decides. */
  removeForceHeader: RemoveForceHeader;
}

/** The rules in force, which all copies of this package in the process share. */
const shared = registered<{ rules: RequestRules }>('requestRules', () => ({
  rules: { isExcluded: () => false, removeForceHeader: () => false },
}));

/** Puts `rules` in force for every exchange from now on. Returns a function that restores the former rules. */
export function followRules(rules: RequestRules): () => void {
  const before = shared.rules;
  shared.rules = rules;
  return () => {
    if (shared.rules === rules) shared.rules = before;
  };
}

/** The context of an excluded request, in which nothing starts a span. */
const UNTRACED = suppressTracing(ROOT_CONTEXT);

/**
 * Starts the SERVER span of a request, which ends with its response.
 *
 * @returns the context in which the request is to be served
 */
export function serveExchange(exchange: Exchange): Context {
  const { rules } = shared;
  const pathname = pathnameOf(exchange.target);
  const start = rules.removeForceHeader(exchange) ? forceSampling(ROOT_CONTEXT) : ROOT_CONTEXT;
  if (!rules.isExcluded(pathname)) return serve(exchange, pathname, start, rules);
  exchange.bind(UNTRACED);
  return UNTRACED;
}

/**
 * Starts the SERVER span and binds the exchange to it.
 *
 * @param start the context into which the caller's is extracted
 * @param rules the rules in force when the request began. When others have replaced them, tracing has stopped
 */
function serve(exchange: Exchange, pathname: string, start: Context, rules: RequestRules): Context {
  const caller = propagation.extract(start, exchange.headers);
  const span = startServerSpan(exchange, pathname, caller);
  const request: ServerRequest = { type: 'http', span, route: undefined };
  if (mayAnnounceSpan(span)) {
    const valueFor = warnOnThrow((statusCode: number) =>
      shared.rules === rules ? announceSpan(span, statusCode) : undefined,
    );
    exchange.addResponseHeader(TRACERESPONSE, valueFor);
  }
  const active = serverContext(caller, request);
  const isOpen = span.isRecording() || isLateCandidate(span);
  exchange.bind(active, {
    bodyEnded: awaitBody(span, exchange),
    ended: isOpen ? warnOnThrow(() => finishServerSpan(request, exchange)) : undefined,
  });
  return active;
}
