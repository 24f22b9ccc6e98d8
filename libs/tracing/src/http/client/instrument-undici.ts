import type { Socket } from 'node:net';
import { ClientSpan } from './client-span.js';
import { type ClientTarget, targetHost } from './client-target.js';
import { subscribeToChannels } from '#http/subscribe-to-channels.js';
import { outgoingContext, propagate } from './propagate.js';
import { TRACERESPONSE } from '#http/traceresponse.js';
import { UnsampledCalls } from './unsampled-calls.js';

/** The few members of undici's request that its channels promise. */
interface UndiciRequest {
  readonly origin: string | URL;
  readonly path: string;
  readonly method: string;
  /** The protocol that the connection is to change to. */
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
 * Makes each request of `fetch` and of undici a CLIENT span, and sends the trace context along. It ends
 * when the response has been read.
 *
 * @returns takes the instrumentation away again
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
      spans.get(request)?.connected(socket, protocolVersionOf(socket));
      unsampled.connected(request, socket);
    },
    'undici:request:headers': ({ request, response }) => {
      spans.get(request)?.answered(response.statusCode);
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

/** The reason by which `fetch` cancels a response that was garbage before anybody read it. */
const COLLECTED = 'Response object has been garbage collected';

function targetOf({ method, origin, path }: UndiciRequest): ClientTarget {
  return { method, origin: String(origin), path };
}

/** A connection of TLS agrees on a protocol by ALPN, and undici speaks HTTP/2 on no other. */
function protocolVersionOf(socket: Socket): string {
  return 'alpnProtocol' in socket && socket.alpnProtocol === 'h2' ? '2' : '1.1';
}

/** No channel tells when the other side accepts a WebSocket or a tunnel. */
function isTunnel({ method, upgrade }: UndiciRequest): boolean {
  return method === 'CONNECT' || Boolean(upgrade);
}

function headersOf(request: UndiciRequest) {
  return {
    has: (name: string) => hasHeader(request.headers, name),
    set: (name: string, value: string) => void request.addHeader(name, value),
  };
}

/** In a list of names and values in turn. */
function valueOf(headers: readonly unknown[], name: string): string | undefined {
  const index = headers.findIndex(
    (header, position) => position % 2 === 0 && String(header).toLowerCase() === name,
  );
  return index === -1 ? undefined : String(headers[index + 1]);
}

/** Undici keeps headers as one text up to version 5, as a list of names and values from 6 on. */
function hasHeader(headers: UndiciRequest['headers'], name: string): boolean {
  if (typeof headers === 'string') return `\n${headers}`.toLowerCase().includes(`\n${name}:`);
  return valueOf(headers, name) !== undefined;
}
