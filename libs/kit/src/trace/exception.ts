import type { AttributeValue } from './span.js';
import type { SpanNode } from './span-tree.js';

/** `CardDeclinedError: insufficient funds  (gateway.service.ts:41)`, of the first exception recorded on `span`. */
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
