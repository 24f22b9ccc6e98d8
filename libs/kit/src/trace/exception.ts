import type { AttributeValue } from './span.js';
import type { SpanNode } from './span-tree.js';

/**
 * Describes the first exception recorded on `span`: its type, the first line of its message, and the place of the first
 * stack frame that is neither Node's nor a dependency's. Returns `undefined` when no exception is recorded.
 *
 * @example
 * describeException(span); // CardDeclinedError: insufficient funds  (gateway.service.ts:41)
 */
export function describeException(span: SpanNode): string | undefined {
  const event = span.events.find(({ name }) => name === 'exception');
  if (!event) return undefined;
  const type = text(event.attributes['exception.type']);
  const message = text(event.attributes['exception.message']).split('\n', 1)[0];
  const place = firstOwnFrame(text(event.attributes['exception.stacktrace']));
  const what = [type, message].filter(Boolean).join(': ') || 'exception';
  return place === undefined ? what : `${what}  (${place})`;
}

function text(value: AttributeValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function firstOwnFrame(stack: string): string | undefined {
  const frame = stack
    .split('\n')
    .find((line) => /^\s+at /.test(line) && !/node:|node_modules/.test(line));
  return frame?.match(/([^/\\(\s]+:\d+):\d+\)?$/)?.[1];
}
