import 'reflect-metadata';
import { SpanKind } from '@opentelemetry/api';

/** How the methods are traced that one kind of decorator marks as called by a framework. */
interface HandlerKind {
  /** Nest's word for where its calls come from. */
  readonly type: string;
  readonly kind: SpanKind;
  /** Whether each call is a trace of its own, as nothing that called it is its cause. */
  readonly root: boolean;
}

const HTTP = { type: 'handler', kind: SpanKind.INTERNAL, root: false };
const RPC_REQUEST = { type: 'rpc', kind: SpanKind.SERVER, root: false };
const RPC_EVENT = { type: 'rpc', kind: SpanKind.CONSUMER, root: false };
const WEB_SOCKET = { type: 'ws', kind: SpanKind.SERVER, root: true };
const SCHEDULE = { type: 'schedule', kind: SpanKind.INTERNAL, root: true };
const EVENT = { type: 'event', kind: SpanKind.INTERNAL, root: false };
const GRAPHQL = { type: 'graphql', kind: SpanKind.INTERNAL, root: false };

/**
 * The metadata that the decorators leave on a method; its packages need not be installed. Of several, the
 * first counts: a listener that is a job as well stays below what emits its event.
 */
const KINDS: readonly [metadata: string, kindOf: (value: unknown) => HandlerKind | undefined][] = [
  ['path', () => HTTP],
  ['microservices:handler_type', (type) => (type === 2 ? RPC_EVENT : RPC_REQUEST)],
  ['EVENT_LISTENER_METADATA', () => EVENT],
  ['websockets:message_mapping', () => WEB_SOCKET],
  ['SCHEDULER_TYPE', () => SCHEDULE],
  ['graphql:resolver_type', (type) => (isRootType(type) ? GRAPHQL : undefined)],
];

/** A span for each field of an answer would tell little and cost much. */
function isRootType(type: unknown): boolean {
  return type === 'Query' || type === 'Mutation' || type === 'Subscription';
}

/** What calls `method`, if a framework does. */
export function handlerKind(method: object): HandlerKind | undefined {
  for (const [metadata, kindOf] of KINDS) {
    if (!Reflect.hasMetadata(metadata, method)) continue;
    return kindOf(Reflect.getMetadata(metadata, method));
  }
  return undefined;
}
