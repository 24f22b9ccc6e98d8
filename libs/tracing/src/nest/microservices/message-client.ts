import { context } from '@opentelemetry/api';
import { wrapHook } from './wrap-hook.js';
import { sendTraceContext } from './trace-context.js';

/** As much of Nest's `ClientProxy` as is needed. */
export interface ClientProxy {
  createObserver(observer: unknown): (...response: unknown[]) => void;
  /** The client of TCP has it: the name or IP address of the server. */
  readonly host?: string;
}

/** As much of Nest's `ReadPacket` as is needed. */
interface ReadPacket {
  /** What the application sends beside the payload. */
  metadata?: Readonly<Record<string, string>> | undefined;
}

/** Has the packets of a client carry the trace context. Nest 11 has no place for it in them. */
export function sendWithMessages(client: ClientProxy): void {
  keepContext(client);
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

/** All requests share a connection: what it emits would run in the context of who opened it. */
function keepContext(client: ClientProxy): void {
  const { createObserver } = client;
  client.createObserver = (observer) =>
    context.bind(context.active(), createObserver.call(client, observer));
}
