import 'reflect-metadata';
import { SpanKind } from '@opentelemetry/api';
import type { MemberDeclaration } from '#decorators/wrap/member-declarations.js';
import {
  ATTR_NESTJS_CALLBACK,
  ATTR_NESTJS_CONTROLLER,
  ATTR_NESTJS_TYPE,
} from '#span/attributes.js';

/** The way in which handlers of one kind are traced, such as those of scheduled jobs. */
interface HandlerKind {
  /** Nest's word for the kind; the value of the attribute `nestjs.type`. */
  readonly type: string;
  /** Whether each call starts a trace of its own, as the code that calls it is not its cause. */
  readonly root: boolean;
  readonly declaration: MemberDeclaration;
}

const HTTP = handlers('handler', SpanKind.INTERNAL);
const RPC_REQUEST = handlers('rpc', SpanKind.SERVER);
const RPC_EVENT = handlers('rpc', SpanKind.CONSUMER);
const WEB_SOCKET = handlers('ws', SpanKind.SERVER, { root: true });
const SCHEDULE = handlers('schedule', SpanKind.INTERNAL, { root: true });
const EVENT = handlers('event', SpanKind.INTERNAL);
const GRAPHQL = handlers('graphql', SpanKind.INTERNAL);

function handlers(type: string, kind: SpanKind, { root = false } = {}): HandlerKind {
  const attributes: MemberDeclaration['attributes'] = (_args, { className, member }) => ({
    [ATTR_NESTJS_TYPE]: type,
    [ATTR_NESTJS_CONTROLLER]: className,
    [ATTR_NESTJS_CALLBACK]: member,
  });
  return { type, root, declaration: { by: 'TracingModule', kind, attributes } };
}

/**
 * The metadata keys of the decorators that mark a method as a handler; their packages need not be installed. If a
 * method has several, the first one counts: an event listener that is also a scheduled job is a child of the span
 * that emits the event.
 */
const KINDS: readonly [metadata: string, kindOf: (value: unknown) => HandlerKind | undefined][] = [
  ['path', () => HTTP],
  ['microservices:handler_type', (type) => (type === 2 ? RPC_EVENT : RPC_REQUEST)],
  ['EVENT_LISTENER_METADATA', () => EVENT],
  ['websockets:message_mapping', () => WEB_SOCKET],
  ['SCHEDULER_TYPE', () => SCHEDULE],
  ['graphql:resolver_type', (type) => (isRootType(type) ? GRAPHQL : undefined)],
];

/** Whether a resolver answers a whole operation. A span for each field of an answer would cost more than it says. */
function isRootType(type: unknown): boolean {
  return type === 'Query' || type === 'Mutation' || type === 'Subscription';
}

/** Returns the kind of handler that `method` is, or `undefined` if no framework calls it. */
export function handlerKind(method: object): HandlerKind | undefined {
  for (const [metadata, kindOf] of KINDS) {
    if (!Reflect.hasMetadata(metadata, method)) continue;
    return kindOf(Reflect.getMetadata(metadata, method));
  }
  return undefined;
}
