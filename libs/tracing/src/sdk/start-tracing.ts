import type { TextMapPropagator } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import { TracingError } from '../errors.js';
import { setDefaultExceptionRecord } from '../span/error-policy.js';
import { ports } from '../span/registry.js';
import { hasTracerProvider } from '../span/straight-through.js';
import { readEnvironment } from './environment.js';
import { startExporting } from './export/start-exporting.js';
import type { Instrumentation, Sdk } from './preset.js';
import { excludedUrlsOf } from './presets/excluded-urls.js';
import { startNative } from './presets/native.js';
import { BaggagePropagator } from './propagation/baggage-propagator.js';
import { TraceContextPropagator } from './propagation/trace-context-propagator.js';
import { reportFailures } from './report-failures.js';
import { createResource, serviceNameOf } from './resource.js';
import { keepingBy } from './sampling/keeping.js';
import { RootSampling } from './sampling/root-sampling.js';
import { reportUnreachable } from './sampling/rules/unreachable-rules.js';
import { createSampler, isParentBased } from './sampling/sampler.js';
import { inTime } from './shutdown/in-time.js';
import { keepOpen } from './shutdown/keep-open.js';
import { shutdownWithProcess } from './shutdown/shutdown-with-process.js';
import { synchronousExport } from './shutdown/synchronous-export.js';
import { loadStandard } from './standard-preset.js';
import { readAll } from './variables.js';

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
   * Exports what is left and stops, once. Takes at most 5 seconds and never rejects. A process that
   * ends needs no call: what is left is exported by itself.
   */
  shutdown(): Promise<void>;
}

const NOT_STARTED: Tracing = {
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/**
 * Starts the OpenTelemetry SDK and the preset's instrumentations: what `@traced/nest/register` does
 * with no options. Call it once, before Nest and everything else that is to be traced is loaded. With
 * `OTEL_SDK_DISABLED=true` nothing is started.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT` naming the variable; `TRACING_ALREADY_STARTED`;
 *   `TRACING_MISSING_PACKAGE` naming what to install
 * @example
 * // tracing.mjs, loaded by `node --import ./tracing.mjs dist/main.js`
 * import { startTracing } from '@traced/nest/sdk';
 * import { resourceFromAttributes } from '@opentelemetry/resources';
 *
 * startTracing({ resource: resourceFromAttributes({ 'service.version': '1.2.0' }) });
 */
export function startTracing(options: StartTracingOptions = {}): Tracing {
  const environment = readEnvironment();
  if (environment.disabled) return NOT_STARTED;
  checkNotStarted();
  const startPreset = environment.preset === 'standard' ? loadStandard() : startNative;
  const queue = environment.exporter === 'otlp' ? startExporting(environment) : undefined;
  const spanProcessors = [...(options.spanProcessors ?? []), ...(queue ? [keepOpen(queue)] : [])];
  reportFailures();
  setDefaultExceptionRecord(environment.exceptionRecord);
  const resource = createResource(options.resource);
  const polling = new AbortController();
  reportUnreachable(environment.samplingRules, excludedUrlsOf(environment));
  const sampling = new RootSampling(
    createSampler(
      environment,
      { name: () => serviceNameOf(resource), stop: polling.signal },
      options.sampler,
    ),
  );
  const sdk = startPreset({
    environment,
    spanProcessors,
    sampler: sampling,
    idGenerator: sampling,
    resource,
    propagator: createPropagator(),
    contextManager: new AsyncLocalStorageContextManager(),
    instrumentations: options.instrumentations ?? [],
  });
  ports.parentBasedSampler = options.sampler
    ? options.parentBasedSampler === true
    : isParentBased(environment.sampler);
  ports.rootSpans = sampling;
  ports.keeping = environment.keep && keepingBy(environment.keep, sampling);
  ports.officialInstrumentations = environment.preset === 'standard';
  const shutdown = shutdownWithProcess({
    sdk: stoppingFirst(polling, sdk),
    queue,
    exportSynchronously: synchronousExport(environment, readAll()),
  });
  ports.shutdown = shutdown.flush;
  return {
    forceFlush: async () => void (await inTime(flush(spanProcessors))),
    shutdown: shutdown.stop,
  };
}

function checkNotStarted(): void {
  if (ports.shutdown) {
    throw new TracingError(
      'TRACING_ALREADY_STARTED',
      '@traced/nest',
      'Tracing expects to be started once a process, but it was started before: either load @traced/nest/register or call startTracing(), one time.',
    );
  }
  if (hasTracerProvider()) {
    throw new TracingError(
      'TRACING_ALREADY_STARTED',
      '@opentelemetry/api',
      'Tracing expects to start the one OpenTelemetry SDK of a process, but another was started before: take that one away, or leave @traced/nest/register and startTracing() out.',
    );
  }
}

function stoppingFirst(polling: AbortController, sdk: Sdk): Sdk {
  return {
    shutdown() {
      polling.abort();
      return sdk.shutdown();
    },
  };
}

function createPropagator(): TextMapPropagator {
  return new CompositePropagator({
    propagators: [new TraceContextPropagator(), new BaggagePropagator()],
  });
}

async function flush(spanProcessors: readonly SpanProcessor[]): Promise<void> {
  await Promise.all(spanProcessors.map((processor) => processor.forceFlush()));
}
