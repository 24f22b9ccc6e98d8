import type { Context } from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { RecordedSpan, SpanObserver } from './recorded-span.js';

/** Passes each span to all span processors, in their order. */
export class SpanProcessors implements SpanObserver {
  readonly #all: readonly SpanProcessor[];

  constructor(all: readonly SpanProcessor[]) {
    this.#all = [...all];
  }

  onStart(span: RecordedSpan, parentContext: Context): void {
    for (const processor of this.#all) processor.onStart(span, parentContext);
  }

  onEnding(span: RecordedSpan): void {
    for (const processor of this.#all) processor.onEnding?.(span);
  }

  onEnd(span: RecordedSpan): void {
    for (const processor of this.#all) processor.onEnd(span);
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this.#all.map((processor) => processor.forceFlush()));
  }

  async shutdown(): Promise<void> {
    await Promise.all(this.#all.map((processor) => processor.shutdown()));
  }
}
