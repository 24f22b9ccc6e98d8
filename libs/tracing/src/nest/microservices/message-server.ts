import type { Socket } from 'node:net';
import { type Context, type TextMapGetter, context } from '@opentelemetry/api';
import { wrapHook } from './wrap-hook.js';
import { receivedContext } from './trace-context.js';

/** What Nest's `Server` calls with each message; `done` goes on with it. */
type ProcessingStartHook = (
  transportId: unknown,
  rpcContext: unknown,
  done: () => Promise<unknown>,
) => unknown;

/** Has each message processed in the context that it brought, hooks of the application too. */
export function continueMessages(server: object): void {
  wrapHook<ProcessingStartHook>(server, 'onProcessingStartHook', (hook) => {
    return (transportId, rpcContext, done) =>
      context.with(messageContext(rpcContext), () =>
        hook ? hook(transportId, rpcContext, done) : done(),
      );
  });
}

/** Of a transport whose metadata Nest does not hand on, somebody else may have read the headers. */
function messageContext(rpcContext: unknown): Context {
  if (!hasMetadata(rpcContext)) return context.active();
  const { getSocketRef } = rpcContext;
  const callerAddress = getSocketRef && (() => addressOf(getSocketRef.call(rpcContext)));
  return receivedContext(rpcContext, metadataGetter, callerAddress);
}

interface RpcContext {
  getMetadata(): unknown;
  /** The context of TCP alone has it, as Redis is a broker. Returns a `JsonSocket`. */
  getSocketRef?(): { readonly socket?: Socket };
}

function addressOf({ socket }: { readonly socket?: Socket }): string | undefined {
  return socket?.remoteAddress;
}

/** As the contexts of TCP and Redis have since Nest 12. */
function hasMetadata(rpcContext: unknown): rpcContext is RpcContext {
  const { getMetadata } = Object(rpcContext) as { getMetadata?: unknown };
  return typeof getMetadata === 'function';
}

/** The sender decides what is in the metadata, whatever its type says. */
const metadataGetter: TextMapGetter<RpcContext> = {
  keys: (rpcContext) => Object.keys(Object(rpcContext.getMetadata()) as object),
  get(rpcContext, key) {
    const value: unknown = Reflect.get(Object(rpcContext.getMetadata()) as object, key);
    return typeof value === 'string' ? value : undefined;
  },
};
