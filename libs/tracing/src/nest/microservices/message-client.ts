import { context } from '@opentelemetry/api';
import { wrapHook } from './wrap-hook.js';
import { sendTraceContext } from './trace-context.js';

/** The part of Nest's `ClientProxy` that is used here. */
export interface ClientProxy {
  createObserver(observer: unknown): (...response: unknown[]) => void;
  /** The name or IP address of the server; only the client of TCP has it. */
  readonly host?: string;
}

/** The part of Nest's `ReadPacket`, a message on its way out, that is used here. */
interface ReadPacket {
  /** The values that are sent beside the payload. */
  metadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * Makes the messages of a client carry the active trace context. Those of Nest 11 have no metadata, and carry none.
 */
export function sendWithMessages(client: ClientProxy): void {
  bindAnswers(client);
  if (!('setOnDispatchHook' in client)) return;
  const { host } = client;
  const hostOfServer = typeof host === 'string' ? () => host : undefined;
  wrapHook<(packet: ReadPacket) => void>(client, 'onDispatchHook', (hook) => {
    return (packet) => {
      hook?.(packet);
      sendTraceContext(
        (fields) => (packet.metadata = { ...packet.metadata, ...fields }),
        hostOfServer,
      );
    };
  });
}

/**
 * Makes the answers to a request arrive in the context of the request. All requests share a connection, whose events
 * run in the context of the request that opened it.
 */
function bindAnswers(client: ClientProxy): void {
  const { createObserver } = client;
  client.createObserver = (observer) =>
    context.bind(context.active(), createObserver.call(client, observer));
}
