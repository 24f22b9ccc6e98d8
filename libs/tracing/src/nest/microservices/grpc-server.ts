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

/** The part of Nest's `ServerGrpc` that is used here. */
export interface ServerGrpc {
  createServiceMethod(...args: unknown[]): ServiceMethod;
}

type ServiceMethod = (call: GrpcCall, ...callback: unknown[]) => unknown;

interface GrpcCall {
  readonly metadata: GrpcMetadata;
  /** Returns the address of the caller, such as `127.0.0.1:50051` or `[::1]:50051`. */
  getPeer(): string;
}

/**
 * Makes a gRPC server process each call in the context that the caller sent. The hook that other servers have does
 * not suffice: it gets a copy of the call, so that it could not bind the messages of a stream to the context.
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

/** Returns the active context if the call has a span already, or else the context that the caller sent. */
function callContext(call: GrpcCall): Context {
  const active = context.active();
  const received = receivedContext(call.metadata, metadataGetter, () => addressIn(call.getPeer()));
  return isServedIn(active, trace.getSpanContext(received)) ? active : received;
}

/**
 * Whether the active span is one of this call, made by an instrumentation of HTTP/2, which carries the call. A span
 * in which the server was started is active too, but it has ended or belongs to another trace.
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

/** Returns the IP address of the caller. A caller behind a Unix domain socket has none. */
function addressIn(caller: string): string | undefined {
  const address = caller.slice(0, caller.lastIndexOf(':')).replace(/^\[|\]$/g, '');
  return isIP(address) === 0 ? undefined : address;
}
