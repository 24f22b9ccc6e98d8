import type { TracerOptions, TracerProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { Sampler, SpanLimits, SpanProcessor } from '@opentelemetry/sdk-trace';
import { SpanProcessors } from './span-processors.js';
import { completeLimits } from './span-limits.js';
import { RecordingTracer, type Sampling } from './tracer.js';
import type { SpanOrigin } from './recorded-span.js';

/** The options of a {@link Recorder}. */
export interface RecorderOptions {
  readonly sampler: Sampler;
  /** Whether the sampler samples every span below a sampled one of this process. Default: `false`. */
  readonly followsLocalParent?: boolean;
  readonly resource: Resource;
  readonly spanLimits?: SpanLimits;
  /** The processors that get each recorded span, in this order. */
  readonly spanProcessors: readonly SpanProcessor[];
}

/**
 * The tracer provider of the preset `native`. Its spans are OpenTelemetry's to everybody who holds one, but hold only what
 * the export writes as bytes.
 */
export class Recorder implements TracerProvider {
  readonly #tracers = new Map<string, RecordingTracer>();
  readonly #processors: SpanProcessors;
  readonly #origin: Omit<SpanOrigin, 'scope'>;
  readonly #sampling: Sampling;

  constructor(options: RecorderOptions) {
    const { sampler, followsLocalParent = false, resource } = options;
    this.#processors = new SpanProcessors(options.spanProcessors);
    const limits = completeLimits(options.spanLimits);
    this.#origin = { resource, limits, observer: this.#processors };
    this.#sampling = { sampler, followsLocalParent };
  }

  getTracer(name: string, version?: string, options?: TracerOptions): RecordingTracer {
    const schemaUrl = options?.schemaUrl;
    const key = `${name}@${version ?? ''}:${schemaUrl ?? ''}`;
    const known = this.#tracers.get(key);
    if (known) return known;
    const scope = {
      name,
      ...(version !== undefined && { version }),
      ...(schemaUrl !== undefined && { schemaUrl }),
    };
    const tracer = new RecordingTracer({ ...this.#origin, scope }, this.#sampling);
    this.#tracers.set(key, tracer);
    return tracer;
  }

  /** Has every processor export what it holds. Rejects with the first failure. */
  async forceFlush(): Promise<void> {
    await this.#processors.forceFlush();
  }

  /** Shuts every processor down. Spans may still start and end afterwards. */
  async shutdown(): Promise<void> {
    await this.#processors.shutdown();
  }
}
