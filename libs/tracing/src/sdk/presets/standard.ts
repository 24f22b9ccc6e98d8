import { NoopSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { recordFastifyRoutes } from '#http/server/fastify-routes.js';
import { logDiagnostics } from '#sdk/process/diag-logger.js';
import type { PresetSetup, Sdk } from './preset.js';
import { excludedPathsOf } from './excluded-paths.js';
import { limitsOf } from './span-limits.js';
import { disable } from './instrumentations.js';
import { hookLoader } from './standard/loader-hook.js';
import {
  type OfficialInstrumentation,
  OfficialInstrumentations,
} from './standard/official-instrumentations.js';

let official: OfficialInstrumentations | undefined;

/**
 * Starts the preset `standard`: OpenTelemetry's own SDK and instrumentations, which export no personal
 * data.
 */
export function startStandard(setup: PresetSetup): Sdk {
  const { environment, sampler, idGenerator, resource, propagator } = setup;
  const ours = (official ??= new OfficialInstrumentations());
  const instrumentations = [...ours.all, ...(setup.instrumentations as OfficialInstrumentation[])];
  ours.enable(excludedPathsOf(environment), propagator);
  hookLoader(instrumentations);
  if (environment.forceSampling) console.error(FORCING_IGNORED);
  const sdk = new NodeSDK({
    sampler,
    idGenerator,
    resource,
    autoDetectResources: false,
    contextManager: ALREADY_REGISTERED,
    textMapPropagator: ALREADY_REGISTERED,
    spanProcessors: atLeastOne(setup.spanProcessors),
    spanLimits: limitsOf(environment),
    instrumentations,
    ...(environment.metrics ? {} : { metricReaders: [] }),
    ...(environment.logs ? {} : { logRecordProcessors: [] }),
  });
  // The SDK has just set a logger of its own, which also writes to standard output.
  logDiagnostics(environment.logLevel);
  try {
    sdk.start();
  } catch (error) {
    ours.disable();
    throw error;
  }
  const stopFastifyRoutes = recordFastifyRoutes();
  return {
    shutdown: () => sdk.shutdown(),
    uninstall() {
      stopFastifyRoutes();
      ours.disable();
      disable(setup.instrumentations);
    },
  };
}

/**
 * Makes the SDK register nothing in place of what is registered. The types allow it for one of two
 * options.
 */
const ALREADY_REGISTERED = null as never;

/**
 * Reports that sampling cannot be forced: the official instrumentation samples before the header can be
 * read.
 */
const FORCING_IGNORED =
  '[@traced/nest] TRACING_FORCE_SAMPLING_SECRET has no effect with TRACING_PRESET=standard: no request is forced, and the application sees the header.';

/**
 * Returns at least one span processor: without one the SDK makes no provider, and samples and
 * propagates nothing.
 */
function atLeastOne(spanProcessors: PresetSetup['spanProcessors']): SpanProcessor[] {
  return spanProcessors.length > 0 ? [...spanProcessors] : [new NoopSpanProcessor()];
}
