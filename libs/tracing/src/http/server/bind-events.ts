import type { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type Context, context } from '@opentelemetry/api';

/** Functions that are called when a request or a response reports its end. None of them may throw. */
export interface EventCallbacks {
  readonly close?: (() => void) | undefined;
  readonly end?: (() => void) | undefined;
}

/**
 * Runs whoever listens to `emitter` in `active`. Node emits much of what a request has to tell, such as
 * a body's chunks and its end, from the connection's parser, which knows no request; and what a
 * pipelined response has to tell, from the one before it. Most events have no listener and cost nothing.
 *
 * @param observers called at the first event of their name, before its listeners: listeners of our own
 *   would cost more
 */
export function bindEvents(
  emitter: EventEmitter,
  active: Context,
  observers: EventCallbacks = {},
): void {
  const { emit } = emitter;
  let { close, end } = observers;
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
 * Lets a pipelined response, which waits for the ones before it to be through, be written in `active`
 * when its turn comes, so that the callbacks of its writes run there.
 */
export function bindQueuedResponse(response: ServerResponse, active: Context): void {
  const { assignSocket } = response;
  response.assignSocket = function (this: ServerResponse, socket): void {
    context.with(active, assignSocket, this, socket);
  };
}
