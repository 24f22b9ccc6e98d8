import { context } from '@opentelemetry/api';
import { type AnyFunction, copyAppearance } from '#decorators/wrap/wrap-function.js';
import type { GrpcMetadata } from './grpc-metadata.js';
import { sendTraceContext } from './trace-context.js';

/** The part of Nest's `ClientGrpcProxy` that is used here. */
export interface ClientGrpcProxy {
  /** The classes that grpc-js made, by the name of their service; one object for each package. */
  readonly grpcClients: readonly Readonly<Record<string, unknown>>[];
}

/** The class that grpc-js made for a service; its instances are clients of the service. */
interface GrpcService {
  readonly service: object;
  readonly prototype: Record<string, GrpcRequest>;
}

interface GrpcRequest {
  (this: GrpcClient, ...args: unknown[]): object;
  readonly requestStream: boolean;
}

/** The part of grpc-js's `Client` that is used here. */
interface GrpcClient {
  /**
   * Returns the metadata that a call without metadata has. No other way leads to empty metadata without
   * loading grpc-js.
   */
  checkMetadataAndOptions(): { readonly metadata: GrpcMetadata };
  getChannel(): { getTarget(): string };
}

/**
 * Makes the calls of a gRPC client carry the active trace context. It replaces methods of the client's service
 * classes, so that services that the application has already got from the client send it as well.
 */
export function sendWithGrpcCalls({ grpcClients }: ClientGrpcProxy): void {
  for (const service of grpcClients.flatMap(Object.values<unknown>)) {
    if (!isGrpcService(service)) continue;
    const { prototype } = service;
    for (const [name, request] of Object.entries(prototype)) prototype[name] = sending(request);
  }
}

function isGrpcService(value: unknown): value is GrpcService {
  return typeof value === 'function' && 'service' in value;
}

/**
 * Returns a function that makes the call with the active trace context, and runs its callbacks in the context of the
 * caller. All calls share a connection, whose events run in the context of the call that opened it.
 */
function sending(request: GrpcRequest): GrpcRequest {
  const position = request.requestStream ? 0 : 1;
  function sendingRequest(this: GrpcClient, ...args: unknown[]): object {
    const active = context.active();
    let all = args;
    sendTraceContext(
      (fields) => (all = withMetadata(this, args, position, fields)),
      () => hostIn(this.getChannel().getTarget()),
    );
    all = all.map((one) => (typeof one === 'function' ? context.bind(active, one) : one));
    return context.bind(active, request.apply(this, all));
  }
  return copyAppearance(
    sendingRequest as AnyFunction,
    request as AnyFunction,
  ) as unknown as GrpcRequest;
}

/** Returns the arguments with `fields` in a copy of the caller's metadata, which is at `position` if there is any. */
function withMetadata(
  client: GrpcClient,
  args: unknown[],
  position: number,
  fields: Readonly<Record<string, string>>,
): unknown[] {
  const empty = client.checkMetadataAndOptions().metadata;
  const own = args[position];
  const isMetadata = own instanceof empty.constructor;
  const metadata = isMetadata ? (own as GrpcMetadata).clone() : empty;
  for (const [key, value] of Object.entries(fields)) metadata.set(key, value);
  return args.toSpliced(position, isMetadata || own === undefined ? 1 : 0, metadata);
}

/**
 * Returns the host of a target such as `dns:users:50051` or `dns:///users:50051`.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/naming.md
 */
function hostIn(target: string): string {
  const endpoint = target.replace(/^[a-z][a-z\d+.-]*:(?:\/\/[^/]*\/)?/i, '');
  return URL.parse(`grpc://${endpoint}`)?.hostname.replace(/^\[|\]$/g, '') ?? '';
}
