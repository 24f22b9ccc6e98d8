import { type ReadableSpan, NoopSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace';

type Started = Parameters<SpanProcessor['onStart']>;

/**
 * Stands for a span processor until that is released. An SDK cannot let go of one, and neither can a span
 * or a tracer that the application has kept.
 */
export class ReleasableProcessor implements SpanProcessor {
  /** @param stopsWithSdk whether it is shut down with the SDK */
  constructor(
    private processor: SpanProcessor,
    private readonly stopsWithSdk = true,
  ) {}

  /** Nothing reaches the processor from now on. */
  release(): void {
    this.processor = new NoopSpanProcessor();
  }

  onStart(...started: Started): void {
    this.processor.onStart(...started);
  }

  onEnding(...ending: Parameters<NonNullable<SpanProcessor['onEnding']>>): void {
    this.processor.onEnding?.(...ending);
  }

  onEnd(span: ReadableSpan): void {
    this.processor.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.processor.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.stopsWithSdk ? this.processor.shutdown() : Promise.resolve();
  }
}
