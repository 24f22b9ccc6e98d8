import {
  type Context,
  ROOT_CONTEXT,
  type TextMapGetter,
  context,
  propagation,
} from '@opentelemetry/api';
import { warnOnce } from '../../span/warn-once.js';

/** Has `add` put what the active context sends along into a message: `traceparent` and its like, if any. */
export function sendTraceContext(add: (fields: Readonly<Record<string, string>>) => void): void {
  try {
    const fields: Record<string, string> = {};
    propagation.inject(context.active(), fields);
    if (Object.keys(fields).length > 0) add(fields);
  } catch (error) {
    warnOnce('A trace context could not be sent along with a message.', error);
  }
}

/** The context that `carrier` brought from another process; the root context if it brought none. */
export function receivedContext<C>(carrier: C, getter: TextMapGetter<C>): Context {
  try {
    return propagation.extract(ROOT_CONTEXT, carrier, getter);
  } catch (error) {
    warnOnce('The trace context of a message could not be read.', error);
    return ROOT_CONTEXT;
  }
}
