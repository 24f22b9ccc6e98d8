import type { ClientRequest, IncomingMessage } from 'node:http';
import { warnOnce } from '#span/warn.js';
import { ClientSpan } from './client-span.js';
import { type ClientTarget, targetHost } from './client-target.js';
import { warnOnThrow } from '#http/warn-on-throw.js';
import { subscribeToChannels } from '#http/subscribe-to-channels.js';
import { outgoingContext, propagate } from './propagate.js';
import { TRACERESPONSE } from '#http/traceresponse.js';
import { UnsampledCalls } from './unsampled-calls.js';

interface HttpClientMessage {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
  readonly error: Error;
}

/**
 * Makes each request of `node:http` and `node:https` (and so of axios and most vendors' SDKs) a CLIENT span and
 * sends the trace context with the request. The span ends when the application has read the response.
 *
 * @returns a function that removes the instrumentation
 * @see https://nodejs.org/api/diagnostics_channel.html#http
 */
export function instrumentHttpClients(): () => void {
  const spans = new WeakMap<ClientRequest, ClientSpan>();
  const unsampled = new UnsampledCalls<ClientRequest>();

  return subscribeToChannels<HttpClientMessage>({
    'http.client.request.created': ({ request }) => {
      const active = outgoingContext();
      if (!active) return;
      const span = ClientSpan.start(targetOf(request));
      if (span) {
        spans.set(request, span);
        request.once(
          'close',
          warnOnThrow(() => endOnClose(request, span)),
        );
      } else unsampled.sent(request, active);
      if (request.headersSent) warnOnce(HEADERS_WRITTEN);
      else propagate(active, span, headersOf(request), () => targetHost(targetOf(request)));
    },
    'http.client.response.finish': ({ request, response }) => {
      const span = spans.get(request);
      if (request.socket) {
        span?.recordConnection(request.socket, response.httpVersion);
        unsampled.connected(request, request.socket);
      }
      span?.recordStatus(response.statusCode ?? 0);
      unsampled.answered(request, {
        host: () => targetHost(targetOf(request)),
        traceresponse: () => response.headers[TRACERESPONSE],
      });
    },
    'http.client.request.error': ({ request, error }) => {
      if (isDestroyedByCaller(request, error)) spans.get(request)?.end();
      else spans.get(request)?.fail(error);
    },
  });
}

/** Node writes such headers as soon as the request is created, so that none can be added. */
const HEADERS_WRITTEN =
  'A request whose headers are an array, or hold `Expect`, carries no trace context. Pass an object without `Expect`.';

function headersOf(request: ClientRequest) {
  return {
    has: (name: string) => request.hasHeader(name),
    set: (name: string, value: string) => void request.setHeader(name, value),
  };
}

function targetOf(request: ClientRequest): ClientTarget {
  return { method: request.method, origin: requestOrigin(request), path: request.path };
}

/**
 * Returns the scheme, host and port of a request. The port is read from the `Host` header, as `ClientRequest` does not
 * expose it.
 */
function requestOrigin(request: ClientRequest): string {
  const host = request.getHeader('host');
  return `${request.protocol}//${typeof host === 'string' ? host : request.host}`;
}

/**
 * Whether the caller ended the request with `request.destroy()`. The error has the code of a reset connection, but
 * names no system call.
 */
function isDestroyedByCaller(request: ClientRequest, error: Error): boolean {
  const isReset = 'code' in error && error.code === 'ECONNRESET';
  return request.destroyed && isReset && !('syscall' in error);
}

/**
 * Ends the span of a request that emits `close`, its last event. After an upgrade or a `CONNECT` no event came
 * before it, so that the status is recorded here.
 */
function endOnClose(request: ClientRequest, span: ClientSpan): void {
  const { res: response } = request as ClientRequest & { readonly res?: IncomingMessage | null };
  if (response) span.recordStatus(response.statusCode ?? 0);
  const isCutOff = response?.errored && request.socket?.readableEnded;
  if (isCutOff) span.fail(response.errored);
  else span.end();
}
