import { isIP } from 'node:net';
import {
  type Context,
  type SpanContext,
  type TextMapGetter,
  TraceFlags,
  context,
  trace,
} from '@opentelemetry/api';
import type { GrpcMetadata } from './grpc-metadata.js';
import { receivedContext } from './trace-context.js';

/** As much of Nest's `ServerGrpc` as is needed. */
export interface ServerGrpc {
  createServiceMethod(...args: unknown[]): ServiceMethod;
}

type ServiceMethod = (call: GrpcCall, ...callback: unknown[]) => unknown;

interface GrpcCall {
  readonly metadata: GrpcMetadata;
  /** Such as `127.0.0.1:50051` or `[::1]:50051`. */
  getPeer(): string;
}

/**
 * Has each call processed in the context that it brought. Not by the hook of other servers, which gets a
 * copy of the call: what the messages of a stream cause could not be bound by it.
 */
export function continueGrpcCalls(server: ServerGrpc): void {
  const { createServiceMethod } = server;
  server.createServiceMethod = (...args) => {
    const method = createServiceMethod.apply(server, args);
    return (call, ...callback) => {
      const active = callContext(call);
      return context.with(active, method, undefined, context.bind(active, call), ...callback);
    };
  };
}

/** That of the span that the call has already, or else the one that it brought. */
function callContext(call: GrpcCall): Context {
  const active = context.active();
  const received = receivedContext(call.metadata, metadataGetter, () => addressIn(call.getPeer()));
  return isServedIn(active, trace.getSpanContext(received)) ? active : received;
}

/**
 * HTTP/2, which carries the call, may be instrumented itself. A span that the server was started in is
 * active as well, but has ended, or is of another trace.
 */
function isServedIn(active: Context, caller: SpanContext | undefined): boolean {
  const span = trace.getSpan(active);
  if (!span) return false;
  const { traceId, traceFlags } = span.spanContext();
  if (caller) return traceId === caller.traceId;
  return span.isRecording() || !(traceFlags & TraceFlags.SAMPLED);
}

const metadataGetter: TextMapGetter<GrpcMetadata> = {
  keys: (metadata) => Object.keys(metadata.getMap()),
  get(metadata, key) {
    const values = metadata.get(key).filter((value) => typeof value === 'string');
    return values.length > 1 ? values : values[0];
  },
};

/** A peer that is no IP address, such as a Unix domain socket, has none. */
function addressIn(peer: string): string | undefined {
  const address = peer.slice(0, peer.lastIndexOf(':')).replace(/^\[|\]$/g, '');
  return isIP(address) === 0 ? undefined : address;
}
