import type { Resource } from '@opentelemetry/resources';
import type { Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Instrumentation } from './presets/preset.js';

/** What `startTracing` takes beside the environment. */
export interface StartTracingOptions {
  /** In place of the one that `OTEL_TRACES_SAMPLER` names. */
  readonly sampler?: Sampler | undefined;
  /**
   * `true` says that {@link sampler} drops whatever is below a dropped local span, so that calls there
   * go straight through. Spans are lost if that is not so. Default: `false`.
   */
  readonly parentBasedSampler?: boolean | undefined;
  /**
   * Get each span before the exporter of the environment does, in this order. For an exporter of your
   * own alone, set `OTEL_TRACES_EXPORTER=none`. Default: none.
   */
  readonly spanProcessors?: readonly SpanProcessor[] | undefined;
  /** Attributes of every span's resource; `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME` win. */
  readonly resource?: Resource | undefined;
  /**
   * Instrumentations beside those of the preset. With the preset `native` nothing hooks the loader of
   * ES modules, so there they reach CommonJS alone. Default: none.
   */
  readonly instrumentations?: readonly Instrumentation[] | undefined;
}

/** The tracing of this process. */
export interface Tracing {
  /** Exports every finished span now. Takes at most 5 seconds and never rejects. */
  forceFlush(): Promise<void>;
  /**
   * Stops tracing, once, and takes it away: at the call, all that makes spans and what is registered with
   * OpenTelemetry's API; then, once every finished span is exported, the queue and the listeners of the
   * process. Takes at most 5 seconds and never rejects. Tracing can then be started again.
   *
   * A span that is open at the call is lost; it counts as dropped if it ends before this resolves. A
   * process that ends needs no call: what is left is exported by itself.
   */
  shutdown(): Promise<void>;
}
