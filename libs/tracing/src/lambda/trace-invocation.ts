import { type Attributes, SpanKind, context } from '@opentelemetry/api';
import { warnOnThrow } from '#http/warn-on-throw.js';
import { serveExchange } from '#http/server/serve-exchange.js';
import { registered } from '#span/registry.js';
import { runInSpan } from '#span/call/run-in-span.js';
import { ATTR_FAAS_COLDSTART, ATTR_FAAS_INVOCATION_ID, ATTR_FAAS_TRIGGER } from './attributes.js';
import { readHttpEvent, removeMissingHeaders } from './http-event.js';
import { InvocationExchange } from './invocation-exchange.js';

/** The part that is read of the context that Lambda passes to each invocation. Any property may be missing. */
export interface LambdaContext {
  readonly functionName?: string;
  readonly awsRequestId?: string;
  readonly getRemainingTimeInMillis?: () => number;
}

const environment = registered('lambda', () => ({ isCold: true }));
const readEvent = warnOnThrow(readHttpEvent);

const serve = warnOnThrow((exchange: InvocationExchange, event: unknown) => {
  const received = Object.keys(exchange.headers).length;
  const active = serveExchange(exchange);
  if (Object.keys(exchange.headers).length < received)
    removeMissingHeaders(event, exchange.headers);
  return active;
});

/**
 * Runs `call` with the SERVER span of one invocation active. The span ends when the promise of `call` settles.
 *
 * @returns a promise of the result of `call`, to which the `traceresponse` header may be added
 */
export function traceInvocation(
  event: unknown,
  lambda: LambdaContext | undefined,
  call: () => Promise<unknown>,
): Promise<unknown> {
  const http = readEvent(event);
  const attributes: Attributes = {
    [ATTR_FAAS_TRIGGER]: http ? 'http' : 'other',
    [ATTR_FAAS_COLDSTART]: environment.isCold,
    [ATTR_FAAS_INVOCATION_ID]: lambda?.awsRequestId,
  };
  environment.isCold = false;
  if (http) return traceExchange(new InvocationExchange(http, attributes), event, call);
  const name = lambda?.functionName ?? 'invocation';
  return runInSpan({ name, options: { kind: SpanKind.SERVER, attributes } }, call);
}

async function traceExchange(
  exchange: InvocationExchange,
  event: unknown,
  call: () => Promise<unknown>,
): Promise<unknown> {
  const active = serve(exchange, event);
  let result: unknown;
  try {
    result = await (active ? context.with(active, call) : call());
  } catch (error) {
    exchange.fail(error);
    throw error;
  }
  return endExchange(exchange, result);
}

/**
 * Ends the exchange with the result. A result that throws when it is read is returned as it is, for Lambda to refuse.
 */
function endExchange(exchange: InvocationExchange, result: unknown): unknown {
  const answered = warnOnThrow(() => ({ with: exchange.answer(result) }))();
  return answered ? answered.with : result;
}
