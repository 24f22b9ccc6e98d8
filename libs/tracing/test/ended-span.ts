import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { SpanRecorder } from './span-recorder.js';
import { until } from './until.js';

/**
 * Waits for the one span called `name` that has `attributes`. It ends when the other side of a connection has
 * observed an event, which is later than on this side.
 */
export async function endedSpan(
  recorder: SpanRecorder,
  name: string,
  attributes: Attributes = {},
): Promise<ReadableSpan> {
  const wanted = Object.entries(attributes);
  const found = (): ReadableSpan[] =>
    recorder.spans.filter(
      (span) =>
        span.name === name && wanted.every(([key, value]) => span.attributes[key] === value),
    );
  const describe = (): string => `one span '${name}', got:\n${recorder.tree()}`;
  await until(() => found().length > 0, describe);
  const [span, ...others] = found();
  if (!span || others.length > 0) throw new Error(`Expected ${describe()}`);
  return span;
}
