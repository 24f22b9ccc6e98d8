import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { setDefaultExceptionRecord } from '#span/failure/policy.js';
import { forgetSdk, ports } from '#span/ports.js';
import { AsyncContexts } from './propagation/async-contexts.js';
import { type TracingEnvironment, readEnvironment } from './environment/environment.js';
import { startExporting } from './export/start-exporting.js';
import {
  expectNoOtherSdk,
  expectTracerProvider,
  registerGlobals,
  registeredGlobals,
  unregisterGlobals,
} from './process/global-api.js';
import type { StartPreset } from './presets/preset.js';
import { excludedPathsOf } from './presets/excluded-paths.js';
import { startNative } from './presets/native.js';
import { BoundedBaggagePropagator } from './propagation/bounded-baggage-propagator.js';
import { createPropagator } from './propagation/create-propagator.js';
import { reportErrors } from './export/report-errors.js';
import requireSdk from './require-sdk.cjs';
import { createResource, knownServiceNameOf, serviceNameOf } from './resource/resource.js';
import { LateSampler } from './sampling/late/late-sampler.js';
import { reportRuntimeGaps } from './process/runtime-gaps.js';
import { RootSampling } from './sampling/root-sampling.js';
import { reportUnreachable } from './sampling/rules/unreachable-rules.js';
import { createSampler, isParentBased } from './sampling/sampler.js';
import { reportNames } from './settings/names/report-names.js';
import { createFlushBeforeFreeze } from './shutdown/flush-before-freeze.js';
import { lambdaProcessors } from './shutdown/lambda-processors.js';
import { waitAtMost } from './shutdown/wait-at-most.js';
import { ReleasableProcessor } from './shutdown/releasable-processor.js';
import { shutDownWithProcess } from './shutdown/shutdown-with-process.js';
import { createSynchronousExport } from './shutdown/synchronous-export.js';
import { reportProtocol } from './export/create-transport.js';
import { loadStandard } from './presets/load-standard.js';
import type { StartTracingOptions, Tracing } from './tracing.js';
import { readVariables } from './settings/variables.js';

/**
 * Starts the SDK and the preset. If a part fails to start, the parts before it are undone.
 *
 * @param onStopped called once tracing has been shut down and can be started again
 * @returns `undefined` if the environment disables the SDK
 * @throws {TracingError} for a mistake in the configuration, or `TRACING_NOT_STARTED` if another SDK was
 *   registered first
 */
export function start(options: StartTracingOptions, onStopped: () => void): Tracing | undefined {
  const environment = readEnvironment();
  if (environment.disabled) return undefined;
  const startPreset = environment.preset === 'standard' ? loadStandard() : startNative;
  expectNoOtherSdk();
  const undo: (() => void)[] = [];
  try {
    return startParts({ environment, options, startPreset, onStopped, undo });
  } catch (error) {
    for (const step of undo.toReversed()) step();
    throw error;
  }
}

interface Start {
  readonly environment: TracingEnvironment;
  readonly options: StartTracingOptions;
  readonly startPreset: StartPreset;
  readonly onStopped: () => void;
  /** Collects the functions that undo the parts that have started, in case a later one fails. */
  readonly undo: (() => void)[];
}

function startParts({ environment, options, startPreset, onStopped, undo }: Start): Tracing {
  const resource = createResource(options.resource);
  const polling = new AbortController();
  undo.push(() => polling.abort());
  const service = { name: () => serviceNameOf(resource), stop: polling.signal };
  const sampling = new RootSampling(createSampler(environment, service, options.sampler));
  const queue = environment.exporter === 'otlp' ? startExporting(environment) : undefined;
  undo.push(() => void queue?.shutdown());
  const observers = [...(options.spanProcessors ?? []), ...(queue ? lambdaProcessors() : [])];
  const ownProcessors = observers.map((one) => new ReleasableProcessor(one));
  // The queue stays open until the process ends or tracing is shut down: spans may end after the SDK stops.
  const queueProcessor = queue && new ReleasableProcessor(queue, false);
  const ledger =
    environment.ledgerUrl &&
    requireSdk.ledger().startLedger({
      url: environment.ledgerUrl,
      service: knownServiceNameOf(resource),
      onTraceEnded: () => queue?.exportSoon(),
    });
  undo.push(() => ledger?.end());
  // The ledger is the last to get a span, so that the queue has the last one of a trace when it is to export it.
  const ledgerProcessor = ledger && new ReleasableProcessor(ledger, false);
  const lastProcessors = [queueProcessor, ledgerProcessor].filter((one) => one !== undefined);
  const spanProcessors = [...ownProcessors, ...lastProcessors];
  const before = registeredGlobals();
  undo.push(() => unregisterGlobals(before, registeredGlobals()));
  const composite = createPropagator(environment);
  const propagator = new BoundedBaggagePropagator(composite);
  const isStandard = environment.preset === 'standard';
  // The clients that this library instruments bound the baggage themselves.
  registerGlobals(new AsyncContexts(), isStandard ? propagator : composite);
  const sdk = startPreset({
    environment,
    spanProcessors,
    sampler: sampling,
    followsLocalParent: !options.sampler && isParentBased(environment.sampler),
    idGenerator: sampling,
    resource,
    propagator,
    instrumentations: options.instrumentations ?? [],
  });
  undo.push(() => sdk.uninstall());
  expectTracerProvider();
  // A tracer that was there before the SDK would ask it by the API alone.
  ports.tracers.clear();
  const after = registeredGlobals();

  const stopReporting = report(environment);
  setDefaultExceptionRecord(environment.exceptionRecord);
  ports.parentBasedSampler = options.sampler
    ? options.parentBasedSampler === true
    : isParentBased(environment.sampler);
  ports.rootSpans = sampling;
  ports.lateSampling =
    environment.lateSampling && new LateSampler(environment.lateSampling, sampling);
  ports.baggageHosts = environment.baggageHosts;
  ports.officialInstrumentations = isStandard;
  const shutdown = shutDownWithProcess({
    sdk: {
      shutdown() {
        polling.abort();
        return sdk.shutdown();
      },
      uninstall() {
        unregisterGlobals(before, after);
        sdk.uninstall();
        sampling.stop();
        for (const processor of ownProcessors) processor.release();
        forgetSdk();
      },
    },
    queue,
    exportSynchronously: createSynchronousExport(environment, readVariables()),
    endLedger: () => ledger?.end(),
    onStopped() {
      for (const processor of lastProcessors) processor.release();
      stopReporting();
      setDefaultExceptionRecord('event');
      ports.shutdown = undefined;
      ports.flush = undefined;
      onStopped();
    },
  });
  ports.shutdown = shutdown.flush;
  ports.flush = createFlushBeforeFreeze(() => flush(spanProcessors), queue);
  return {
    forceFlush: async () => void (await waitAtMost(flush(spanProcessors))),
    shutdown: shutdown.stop,
  };
}

/**
 * Reports to the operator what is wrong with the environment, and from now on every error in OpenTelemetry.
 *
 * @returns a function that stops the reports
 */
function report(environment: TracingEnvironment): () => void {
  reportNames(environment.preset);
  reportRuntimeGaps();
  if (environment.exporter === 'otlp') reportProtocol(environment);
  reportUnreachable(environment.samplingRules, excludedPathsOf(environment));
  return reportErrors();
}

async function flush(spanProcessors: readonly SpanProcessor[]): Promise<void> {
  await Promise.all(spanProcessors.map((processor) => processor.forceFlush()));
}
