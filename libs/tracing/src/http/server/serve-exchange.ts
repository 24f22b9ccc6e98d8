import { type Context, ROOT_CONTEXT, propagation } from '@opentelemetry/api';
import { forceSampling } from '#span/context/forced-sampling.js';
import { serverContext } from '#span/context/server-context.js';
import { suppressTracing } from '#span/context/suppression.js';
import { isUnsampledSpan } from '#span/late/unsampled-span.js';
import { ports } from '#span/ports.js';
import { startDescribed } from '#span/start-span.js';
import type { Exchange } from './exchange.js';
import { type RequestRules, requestRules } from './request-rules.js';
import { ServedRequest } from './served-request.js';
import { ServerSpanDescription, requestAttributes } from './server-span.js';
import { pathnameOf } from '#http/url.js';

/** The context of an excluded request, in which nothing starts a span. */
const UNTRACED = suppressTracing(ROOT_CONTEXT);

/**
 * Starts the SERVER span of a request, which ends with its response.
 *
 * @returns the context in which the request is to be served
 */
export function serveExchange(exchange: Exchange): Context {
  const rules = requestRules.current;
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
 * @param rules the rules in force when the request began
 */
function serve(exchange: Exchange, pathname: string, start: Context, rules: RequestRules): Context {
  const caller = propagation.extract(start, exchange.headers);
  const span = startDescribed(new ServerSpanDescription(exchange, pathname, caller));
  if (span.isRecording()) span.setAttributes(requestAttributes(exchange));
  const unsampled = ports.lateSampling && isUnsampledSpan(span) ? span : undefined;
  // A client that takes long to send a body makes no request slow.
  if (exchange.hasBody) unsampled?.awaitBody();
  const request = new ServedRequest(span, exchange, rules);
  const active = serverContext(caller, request);
  // Only a late-sampled response has the header, unless the application wants it in every one.
  const announces = unsampled !== undefined || ports.traceResponseHeader;
  exchange.bind(active, announces || span.isRecording() ? request : undefined);
  if (announces) exchange.announceSpan();
  return active;
}
