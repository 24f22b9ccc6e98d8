import {
  type Context,
  ROOT_CONTEXT,
  type TextMapGetter,
  context,
  propagation,
  trace,
} from '@opentelemetry/api';
import { withinBaggageBoundary } from '#span/context/baggage-boundary.js';
import { withCallerAddress } from '#span/context/caller-address.js';
import { warnOnce } from '#span/warn.js';

/**
 * Calls `add` with the fields that carry the active context in a message, such as `traceparent`, if there are any.
 *
 * @param host returns the name or IP address of the server that receives the message, which decides whether baggage
 *   is sent. Without it, baggage is sent, as a broker of the application receives the message
 */
export function sendTraceContext(
  add: (fields: Readonly<Record<string, string>>) => void,
  host?: () => string,
): void {
  try {
    const active = context.active();
    const fields: Record<string, string> = {};
    propagation.inject(host ? withinBaggageBoundary(active, host) : active, fields);
    if (Object.keys(fields).length > 0) add(fields);
  } catch (error) {
    warnOnce('A message was sent without its trace context.', error);
  }
}

/**
 * Returns the context that another process sent in `carrier`, or the root context if it sent none.
 *
 * @param callerAddress returns the IP address at the other end of the connection, if it has one. Without it, the
 *   message came from a broker and not over a connection of its sender
 */
export function receivedContext<C>(
  carrier: C,
  getter: TextMapGetter<C>,
  callerAddress?: () => string | undefined,
): Context {
  try {
    const received = propagation.extract(ROOT_CONTEXT, carrier, getter);
    if (!callerAddress || !trace.getSpan(received)) return received;
    return withCallerAddress(received, callerAddress());
  } catch (error) {
    warnOnce('The trace context of a received message could not be read.', error);
    return ROOT_CONTEXT;
  }
}
