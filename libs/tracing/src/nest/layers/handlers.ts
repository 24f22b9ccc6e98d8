import 'reflect-metadata';
import { SpanKind } from '@opentelemetry/api';
import type { MemberStatement } from '#decorators/wrap/member-statements.js';
import {
  ATTR_NESTJS_CALLBACK,
  ATTR_NESTJS_CONTROLLER,
  ATTR_NESTJS_TYPE,
} from '#span/attributes.js';

/** How the methods are traced that one kind of decorator marks as called by a framework. */
interface HandlerKind {
  /** Nest's word for where its calls come from. */
  readonly type: string;
  /** Whether each call is a trace of its own, as nothing that called it is its cause. */
  readonly root: boolean;
  readonly statement: MemberStatement;
}

const HTTP = handlers('handler', SpanKind.INTERNAL);
const RPC_REQUEST = handlers('rpc', SpanKind.SERVER);
const RPC_EVENT = handlers('rpc', SpanKind.CONSUMER);
const WEB_SOCKET = handlers('ws', SpanKind.SERVER, { root: true });
const SCHEDULE = handlers('schedule', SpanKind.INTERNAL, { root: true });
const EVENT = handlers('event', SpanKind.INTERNAL);
const GRAPHQL = handlers('graphql', SpanKind.INTERNAL);

function handlers(type: string, kind: SpanKind, { root = false } = {}): HandlerKind {
  const attributes: MemberStatement['attributes'] = (_args, { className, member }) => ({
    [ATTR_NESTJS_TYPE]: type,
    [ATTR_NESTJS_CONTROLLER]: className,
    [ATTR_NESTJS_CALLBACK]: member,
  });
  return { type, root, statement: { by: 'TracingModule', kind, attributes } };
}

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
