import type { Resource } from '@opentelemetry/resources';
import type { Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Instrumentation } from './presets/preset.js';

/** The options that `startTracing` takes in addition to the environment. */
export interface StartTracingOptions {
  /** A sampler in place of the one that `OTEL_TRACES_SAMPLER` names. */
  readonly sampler?: Sampler | undefined;
  /**
   * Says that {@link sampler} samples no span whose local parent is unsampled. Calls below an unsampled span
   * then run without a span. If the sampler does otherwise, those spans are lost. Default: `false`.
   */
  readonly parentBasedSampler?: boolean | undefined;
  /**
   * Span processors that get each span, in this order, before the exporter of the environment does. To use
   * only an exporter of your own, set `OTEL_TRACES_EXPORTER=none`. Default: none.
   */
  readonly spanProcessors?: readonly SpanProcessor[] | undefined;
  /** Resource attributes of every span. `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME` override them. */
  readonly resource?: Resource | undefined;
  /**
   * Instrumentations in addition to those of the preset. With the preset `native` they patch CommonJS modules
   * only, as nothing hooks the loader of ES modules. Default: none.
   */
  readonly instrumentations?: readonly Instrumentation[] | undefined;
}

/** The tracing of this process. */
export interface Tracing {
  /** Exports every finished span now. Takes at most 5 seconds and never rejects. */
  forceFlush(): Promise<void>;
  /**
   * Stops tracing and removes it from the process. At the call, it removes everything that makes spans
   * and what is registered with OpenTelemetry's API. Once every finished span is exported, it removes
   * the queue and the listeners of the process. Takes at most 5 seconds and never rejects; a second
   * call returns the same promise. Tracing can then be started again.
   *
   * A span that is open at the call is lost; it counts as dropped if it ends before the promise
   * resolves. A process that ends needs no call, as it exports its finished spans by itself.
   */
  shutdown(): Promise<void>;
}
