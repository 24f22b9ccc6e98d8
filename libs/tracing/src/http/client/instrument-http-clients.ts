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
 * Makes each request of `node:http` and `node:https` (and so of axios and most vendors' SDKs) a CLIENT
 * span, and sends the trace context along. It ends when the response has been read.
 *
 * @returns takes the instrumentation away again
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
          warnOnThrow(() => closed(request, span)),
        );
      } else unsampled.sent(request, active);
      if (request.headersSent) warnOnce(HEADERS_WRITTEN);
      else propagate(active, span, headersOf(request), () => targetHost(targetOf(request)));
    },
    'http.client.response.finish': ({ request, response }) => {
      const span = spans.get(request);
      if (request.socket) {
        span?.connected(request.socket, response.httpVersion);
        unsampled.connected(request, request.socket);
      }
      span?.answered(response.statusCode ?? 0);
      unsampled.answered(request, {
        host: () => targetHost(targetOf(request)),
        traceresponse: () => response.headers[TRACERESPONSE],
      });
    },
    'http.client.request.error': ({ request, error }) => {
      if (isOwnDoing(request, error)) spans.get(request)?.end();
      else spans.get(request)?.fail(error);
    },
  });
}

/** Node writes such headers at once, before anybody can add one. */
const HEADERS_WRITTEN =
  'A request with its headers in an array, or with `Expect`, carries no trace context: pass an object, without `Expect`.';

function headersOf(request: ClientRequest) {
  return {
    has: (name: string) => request.hasHeader(name),
    set: (name: string, value: string) => void request.setHeader(name, value),
  };
}

function targetOf(request: ClientRequest): ClientTarget {
  return { method: request.method, origin: requestOrigin(request), path: request.path };
}

/** The `Host` header carries the port, which `ClientRequest` keeps to itself. */
function requestOrigin(request: ClientRequest): string {
  const host = request.getHeader('host');
  return `${request.protocol}//${typeof host === 'string' ? host : request.host}`;
}

/** `request.destroy()` fails as a connection does that is reset, but without having asked the system. */
function isOwnDoing(request: ClientRequest, error: Error): boolean {
  const isReset = 'code' in error && error.code === 'ECONNRESET';
  return request.destroyed && isReset && !('syscall' in error);
}

/** The last that is heard of a request; after an upgrade, or a tunnel by `CONNECT`, the first. */
function closed(request: ClientRequest, span: ClientSpan): void {
  const { res: response } = request as ClientRequest & { readonly res?: IncomingMessage | null };
  if (response) span.answered(response.statusCode ?? 0);
  const isCutOff = response?.errored && request.socket?.readableEnded;
  if (isCutOff) span.fail(response.errored);
  else span.end();
}
