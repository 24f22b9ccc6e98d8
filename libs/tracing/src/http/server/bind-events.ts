import type { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type Context, context } from '@opentelemetry/api';

/** Functions that are called when a request or a response emits the event of their name. None of them may throw. */
export interface EventCallbacks {
  readonly close?: (() => void) | undefined;
  readonly end?: (() => void) | undefined;
}

/**
 * Runs the listeners of `emitter` in the context `active`. Otherwise most of them would run in another context: Node
 * emits the chunks and the end of a body from the parser of the connection, and the events of a pipelined response
 * from the response before it. An event without listeners costs nothing.
 *
 * @param callbacks functions that are called at the first event of their name, before its listeners; they cost less
 *   than listeners would
 */
export function bindEvents(
  emitter: EventEmitter,
  active: Context,
  callbacks: EventCallbacks = {},
): void {
  const { emit } = emitter;
  let { close, end } = callbacks;
  emitter.emit = function (this: EventEmitter, ...args: Parameters<typeof emit>): boolean {
    if (close && args[0] === 'close') {
      close();
      close = undefined;
    } else if (end && args[0] === 'end') {
      end();
      end = undefined;
    }
    return this.listenerCount(args[0]) === 0 || context.active() === active
      ? emit.apply(this, args)
      : context.with(active, emit, this, ...args);
  };
}

/**
 * Runs the writes of a pipelined response, and so their callbacks, in the context `active`. Such a response is queued
 * until the responses before it are complete, and Node then writes it in the context of the last of these.
 */
export function bindQueuedResponse(response: ServerResponse, active: Context): void {
  const { assignSocket } = response;
  response.assignSocket = function (this: ServerResponse, socket): void {
    context.with(active, assignSocket, this, socket);
  };
}
