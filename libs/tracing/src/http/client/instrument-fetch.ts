import { ClientSpan } from './client-span.js';
import { warnOnThrow } from '#http/warn-on-throw.js';
import { outgoingContext, propagate } from './propagate.js';
import { TRACERESPONSE } from '#http/traceresponse.js';
import { hostOf } from '#http/request-attributes.js';
import { UnsampledCalls } from './unsampled-calls.js';

type Fetch = typeof globalThis.fetch;
type FetchArguments = Parameters<Fetch>;

/** One call of `fetch` in a trace, with what is to be recorded of its outcome. */
interface FetchCall {
  /** The arguments, with the trace context in their headers. */
  readonly args: FetchArguments;
  recordResponse(response: Response): void;
  recordFailure(error: unknown): void;
}

/**
 * Makes each call of the global `fetch` a CLIENT span and sends the trace context with the request. It is meant
 * for Bun and Deno, whose `fetch` is not undici's and has no diagnostics channels. The span ends when the head of
 * the response has arrived. A call has one span, however many redirects it follows.
 *
 * @returns a function that removes the instrumentation
 */
export function instrumentFetch(): () => void {
  const { fetch } = globalThis;
  const traced: Fetch = (...args) => {
    const call = startCall(args);
    return call ? recordOutcome(fetch(...call.args), call) : fetch(...args);
  };
  globalThis.fetch = Object.defineProperties(traced, Object.getOwnPropertyDescriptors(fetch));
  return () => {
    if (globalThis.fetch === traced) globalThis.fetch = fetch;
  };
}

async function recordOutcome(response: Promise<Response>, call: FetchCall): Promise<Response> {
  try {
    const answer = await response;
    call.recordResponse(answer);
    return answer;
  } catch (error) {
    call.recordFailure(error);
    throw error;
  }
}

const unsampled = new UnsampledCalls<FetchCall>();

const startCall = warnOnThrow(([input, init]: FetchArguments): FetchCall | undefined => {
  const active = outgoingContext();
  const request = input instanceof Request ? input : undefined;
  const url = active && URL.parse(urlOf(input));
  if (!active || !url || !/^https?:$/.test(url.protocol)) return undefined;
  const method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
  const headers = new Headers(init?.headers ?? request?.headers);
  const span = ClientSpan.start({ method, origin: url.origin, path: url.pathname + url.search });
  const host = (): string => hostOf(url.host);
  if (isPlain(init)) propagate(active, span, headers, host);

  const call: FetchCall = {
    args: isPlain(init) ? [input, { ...init, headers }] : [input, init],
    recordResponse: warnOnThrow((response: Response) => {
      span?.recordStatus(response.status);
      span?.end();
      unsampled.answered(call, {
        host,
        traceresponse: () => response.headers.get(TRACERESPONSE),
      });
    }),
    recordFailure: warnOnThrow((error: unknown) => span?.fail(error)),
  };
  if (!span) unsampled.sent(call, active);
  return call;
});

function urlOf(input: FetchArguments[0]): string {
  if (typeof input === 'string') return input;
  return 'url' in input ? input.url : input.href;
}

/** Whether options can be copied. An instance of a class, such as another `Request`, may have nothing but getters. */
function isPlain(init: RequestInit | undefined): boolean {
  return init === undefined || [Object.prototype, null].includes(Object.getPrototypeOf(init));
}
