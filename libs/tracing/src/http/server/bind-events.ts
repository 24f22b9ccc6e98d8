import type { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Context, context } from '@opentelemetry/api';
import type { ExchangeObserver } from './exchange.js';

/** The key at which an emitter holds its binding. */
const BINDING = Symbol('@traced/nest binding');

type Emit = EventEmitter['emit'];
type Bound = EventEmitter & { readonly [BINDING]: Binding };

/** What the methods need that replace those of a request, of its response or of a stream. */
interface Binding {
  /** The context in which the listeners run. */
  readonly active: Context;
  readonly observer: ExchangeObserver | undefined;
  /** The method that was replaced. */
  readonly emit: Emit;
}

/** Whether `emitter` is bound, as every request is that is being served. */
export function isBound(emitter: EventEmitter): boolean {
  return BINDING in emitter;
}

/** Returns what observes the exchange of an emitter that is bound. */
export function observerOf(emitter: EventEmitter): ExchangeObserver | undefined {
  return (emitter as Bound)[BINDING].observer;
}

/** Runs the listeners of an emitter in the context `active` from now on, and reports its events to `observer`. */
export type BindEvents = (
  emitter: EventEmitter,
  active: Context,
  observer?: ExchangeObserver,
) => void;

/**
 * Creates a function that binds emitters of one kind. Unbound, most listeners of a request would run in another
 * context: Node emits the chunks and the end of a body from the parser of the connection, and the events of a
 * pipelined response from the response before it.
 *
 * An emitter gets two own properties. The method `emit` has to be its own, as clients have the same prototypes; it is
 * one function for all emitters, which finds the binding by the other property.
 *
 * @param observe reports an event to the observer, before the listeners run
 */
export function createBinder(
  observe: (observer: ExchangeObserver, event: string | symbol) => void,
): BindEvents {
  function emit(this: Bound, event: string | symbol): boolean {
    const { active, observer, emit: replaced } = this[BINDING];
    if (observer) observe(observer, event);
    // A context is entered only if there are listeners that would run in another one.
    const isInside =
      this.listenerCount(event) === 0 ||
      context.active() === active ||
      (event === 'end' && isHeardByNodeAlone(this));
    return Reflect.apply<Bound, never, boolean>(
      isInside ? replaced : emitInside,
      this,
      arguments as never,
    );
  }

  return (emitter, active, observer) => {
    const bound = emitter as { [BINDING]?: Binding; emit: Emit };
    bound[BINDING] = { active, observer, emit: emitter.emit };
    bound.emit = emit as Emit;
  };
}

/**
 * Whether the only listener for the end of a body is the one by which Node lets go of a request whose body nobody has
 * read. For most requests without a body, that would be one of two context entries.
 */
function isHeardByNodeAlone(emitter: EventEmitter): boolean {
  const [listener, ...others] = emitter.listeners('end');
  return listener?.name === 'clearIncoming' && others.length === 0;
}

function emitInside(this: Bound, ...args: Parameters<Emit>): boolean {
  const { active, emit } = this[BINDING];
  return context.with(active, emit, this, ...args);
}

/**
 * Runs the writes of a pipelined response, and so their callbacks, in the context `active`. Such a response is queued
 * until the responses before it are complete, and Node then writes it in the context of the last of these.
 */
export function bindQueuedResponse(response: ServerResponse, active: Context): void {
  const { assignSocket } = response;
  function assignInside(this: ServerResponse, socket: Socket): void {
    context.with(active, assignSocket, this, socket);
  }
  response.assignSocket = assignInside;
}
