import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';

type Started = Parameters<SpanProcessor['onStart']>;

const RELEASED: SpanProcessor = {
  onStart() {},
  onEnd() {},
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/**
 * Passes spans to a span processor until the processor is released. An SDK cannot release one, and
 * neither can a span or a tracer to which the application still has a reference.
 */
export class ReleasableProcessor implements SpanProcessor {
  #processor: SpanProcessor;
  readonly #stopsWithSdk: boolean;

  /** @param stopsWithSdk whether the processor is shut down together with the SDK */
  constructor(processor: SpanProcessor, stopsWithSdk = true) {
    this.#stopsWithSdk = stopsWithSdk;
    this.#processor = processor;
  }

  /** Releases the processor: it gets no further calls. */
  release(): void {
    this.#processor = RELEASED;
  }

  onStart(...started: Started): void {
    this.#processor.onStart(...started);
  }

  onEnding(...ending: Parameters<NonNullable<SpanProcessor['onEnding']>>): void {
    this.#processor.onEnding?.(...ending);
  }

  onEnd(span: ReadableSpan): void {
    this.#processor.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.#processor.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#stopsWithSdk ? this.#processor.shutdown() : Promise.resolve();
  }
}
