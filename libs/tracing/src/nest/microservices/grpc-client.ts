import { context } from '@opentelemetry/api';
import { type AnyFunction, copyAppearance } from '#decorators/wrap/wrap-function.js';
import type { GrpcMetadata } from './grpc-metadata.js';
import { sendTraceContext } from './trace-context.js';

/** As much of Nest's `ClientGrpcProxy` as is needed: the packages that it has made classes of. */
export interface ClientGrpcProxy {
  readonly grpcClients: readonly Readonly<Record<string, unknown>>[];
}

/** A class that grpc-js made of a service, whose instances are clients of it. */
interface GrpcService {
  readonly service: object;
  readonly prototype: Record<string, GrpcRequest>;
}

interface GrpcRequest {
  (this: GrpcClient, ...args: unknown[]): object;
  readonly requestStream: boolean;
}

/** As much of grpc-js's `Client` as is needed. */
interface GrpcClient {
  /** Makes the metadata that a caller leaves out: the one way to some without loading grpc-js. */
  checkMetadataAndOptions(): { readonly metadata: GrpcMetadata };
  getChannel(): { getTarget(): string };
}

/**
 * Has the calls of a client carry the trace context. They are found by the classes of their services,
 * which are the client's own, so that it does not matter who has asked for a service already.
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

/** All calls share a connection: what it emits would run in the context of who opened it. */
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

/** The caller's own metadata is at `position`, if there is any. It is sent as well, and stays as it is. */
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
 * The host of a target such as `dns:users:50051` or `dns:///users:50051`.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/naming.md
 */
function hostIn(target: string): string {
  const endpoint = target.replace(/^[a-z][a-z\d+.-]*:(?:\/\/[^/]*\/)?/i, '');
  return URL.parse(`grpc://${endpoint}`)?.hostname.replace(/^\[|\]$/g, '') ?? '';
}
