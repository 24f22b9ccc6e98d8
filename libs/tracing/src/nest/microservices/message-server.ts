import type { Socket } from 'node:net';
import { type Context, type TextMapGetter, context } from '@opentelemetry/api';
import { wrapHook } from './wrap-hook.js';
import { receivedContext } from './trace-context.js';

/** The hook that Nest's `Server` calls with each message; it calls `done` to have the message processed. */
type ProcessingStartHook = (
  transportId: unknown,
  rpcContext: unknown,
  done: () => Promise<unknown>,
) => unknown;

/** Makes a server process each message in the context that its sender sent, including the application's own hook. */
export function continueMessages(server: object): void {
  wrapHook<ProcessingStartHook>(server, 'onProcessingStartHook', (hook) => {
    return (transportId, rpcContext, done) =>
      context.with(messageContext(rpcContext), () =>
        hook ? hook(transportId, rpcContext, done) : done(),
      );
  });
}

/**
 * Returns the context that the sender sent. If Nest does not pass on the metadata of the transport, it returns the
 * active context, which another instrumentation may have read from the message.
 */
function messageContext(rpcContext: unknown): Context {
  if (!hasMetadata(rpcContext)) return context.active();
  const { getSocketRef } = rpcContext;
  const callerAddress = getSocketRef && (() => addressOf(getSocketRef.call(rpcContext)));
  return receivedContext(rpcContext, metadataGetter, callerAddress);
}

interface RpcContext {
  getMetadata(): unknown;
  /** Returns the `JsonSocket` of the sender. Only the context of TCP has this method: Redis is a broker. */
  getSocketRef?(): { readonly socket?: Socket };
}

function addressOf({ socket }: { readonly socket?: Socket }): string | undefined {
  return socket?.remoteAddress;
}

/** Whether the context of a message has metadata, as those of TCP and Redis do since Nest 12. */
function hasMetadata(rpcContext: unknown): rpcContext is RpcContext {
  const { getMetadata } = Object(rpcContext) as { getMetadata?: unknown };
  return typeof getMetadata === 'function';
}

/** Reads the metadata of a message. It may be anything, as the sender decides what is in it. */
const metadataGetter: TextMapGetter<RpcContext> = {
  keys: (rpcContext) => Object.keys(Object(rpcContext.getMetadata()) as object),
  get(rpcContext, key) {
    const value: unknown = Reflect.get(Object(rpcContext.getMetadata()) as object, key);
    return typeof value === 'string' ? value : undefined;
  },
};
