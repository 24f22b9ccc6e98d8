import type { Socket } from 'node:net';
import { ClientSpan } from './client-span.js';
import { type ClientTarget, targetHost } from './client-target.js';
import { subscribeToChannels } from '#http/subscribe-to-channels.js';
import { outgoingContext, propagate } from './propagate.js';
import { TRACERESPONSE } from '#http/traceresponse.js';
import { UnsampledCalls } from './unsampled-calls.js';

/** The documented part of the request that undici publishes on its channels. */
interface UndiciRequest {
  readonly origin: string | URL;
  readonly path: string;
  readonly method: string;
  /** The protocol that the connection is to be upgraded to, such as `websocket`. */
  readonly upgrade?: string | null;
  readonly headers: string | readonly unknown[];
  addHeader(name: string, value: string): unknown;
}

interface UndiciMessage {
  readonly request: UndiciRequest;
  readonly response: { readonly statusCode: number; readonly headers: readonly unknown[] };
  readonly socket: Socket;
  readonly error: unknown;
}

/**
 * Makes each request of `fetch` and of undici a CLIENT span and sends the trace context with the request. The span
 * ends when the application has read the response.
 *
 * @returns a function that removes the instrumentation
 * @see https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md
 */
export function instrumentUndici(): () => void {
  const spans = new WeakMap<UndiciRequest, ClientSpan>();
  const unsampled = new UnsampledCalls<UndiciRequest>();

  return subscribeToChannels<UndiciMessage>({
    'undici:request:create': ({ request }) => {
      const active = outgoingContext();
      if (!active) return;
      const span = isTunnel(request) ? undefined : ClientSpan.start(targetOf(request));
      if (span) spans.set(request, span);
      else unsampled.sent(request, active);
      propagate(active, span, headersOf(request), () => targetHost(targetOf(request)));
    },
    'undici:client:sendHeaders': ({ request, socket }) => {
      spans.get(request)?.recordConnection(socket, protocolVersionOf(socket));
      unsampled.connected(request, socket);
    },
    'undici:request:headers': ({ request, response }) => {
      spans.get(request)?.recordStatus(response.statusCode);
      unsampled.answered(request, {
        host: () => targetHost(targetOf(request)),
        traceresponse: () => valueOf(response.headers, TRACERESPONSE),
      });
    },
    'undici:request:trailers': ({ request }) => spans.get(request)?.end(),
    'undici:request:error': ({ request, error }) => {
      if (error === COLLECTED) spans.get(request)?.abandon();
      else spans.get(request)?.fail(error);
    },
  });
}

/** The reason for which `fetch` cancels a response that was garbage-collected before the application read it. */
const COLLECTED = 'Response object has been garbage collected';

function targetOf({ method, origin, path }: UndiciRequest): ClientTarget {
  return { method, origin: String(origin), path };
}

/** Returns the version of HTTP. Undici speaks HTTP/2 only where a TLS connection has agreed on it by ALPN. */
function protocolVersionOf(socket: Socket): string {
  return 'alpnProtocol' in socket && socket.alpnProtocol === 'h2' ? '2' : '1.1';
}

/**
 * Whether a request opens a WebSocket or a tunnel, which has no span: undici publishes no message when the server
 * accepts it.
 */
function isTunnel({ method, upgrade }: UndiciRequest): boolean {
  return method === 'CONNECT' || Boolean(upgrade);
}

function headersOf(request: UndiciRequest) {
  return {
    has: (name: string) => hasHeader(request.headers, name),
    set: (name: string, value: string) => void request.addHeader(name, value),
  };
}

/** Returns the value of a header in a list that alternates names and values. */
function valueOf(headers: readonly unknown[], name: string): string | undefined {
  const index = headers.findIndex(
    (header, position) => position % 2 === 0 && String(header).toLowerCase() === name,
  );
  return index === -1 ? undefined : String(headers[index + 1]);
}

/**
 * Whether the header is present. Up to version 5, undici holds headers as one text, from version 6 as a list that
 * alternates names and values.
 */
function hasHeader(headers: UndiciRequest['headers'], name: string): boolean {
  if (typeof headers === 'string') return `\n${headers}`.toLowerCase().includes(`\n${name}:`);
  return valueOf(headers, name) !== undefined;
}
