import type { SpanProcessor } from '@opentelemetry/sdk-trace';

/** `processor` for an SDK that may stop before the last span has ended, and cannot stop it. */
export function keepOpen(processor: SpanProcessor): SpanProcessor {
  return {
    onStart: (span, context) => processor.onStart(span, context),
    onEnd: (span) => processor.onEnd(span),
    forceFlush: () => processor.forceFlush(),
    shutdown: () => Promise.resolve(),
  };
}
