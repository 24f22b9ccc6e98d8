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
 * Has `add` put what the active context sends along into a message: `traceparent` and its like, if any.
 *
 * @param host returns the name or IP address of the server that gets the message; left out where a
 *   broker of the application gets it, with its baggage
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
    warnOnce('A trace context could not be sent along with a message.', error);
  }
}

/**
 * The context that `carrier` brought from another process; the root context if it brought none.
 *
 * @param callerAddress the IP address at the other end of the connection, if it has one; left out for
 *   what came over no connection of its own, such as a message from a broker
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
    warnOnce('The trace context of a message could not be read.', error);
    return ROOT_CONTEXT;
  }
}
