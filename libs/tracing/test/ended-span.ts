import { setImmediate } from 'node:timers/promises';
import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { SpanRecorder } from './span-recorder.js';

const PATIENCE_MILLIS = 5_000;

/**
 * The one span called `name` that has `attributes`. It ends when the other side of a connection has
 * noticed something, which is later than this side has.
 */
export async function endedSpan(
  recorder: SpanRecorder,
  name: string,
  attributes: Attributes = {},
): Promise<ReadableSpan> {
  const wanted = Object.entries(attributes);
  const deadline = performance.now() + PATIENCE_MILLIS;
  for (;;) {
    const [span, ...others] = recorder.spans.filter(
      (span) =>
        span.name === name && wanted.every(([key, value]) => span.attributes[key] === value),
    );
    if (span && others.length === 0) return span;
    if (others.length > 0 || performance.now() > deadline) {
      throw new Error(`Expected one span '${name}', got:\n${recorder.tree()}`);
    }
    await setImmediate();
  }
}
