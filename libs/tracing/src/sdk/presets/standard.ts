import { NoopSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { noteFastifyRoutes } from '#http/server/fastify-routes.js';
import { logDiagnostics } from '#sdk/process/diag-logger.js';
import type { PresetSetup, Sdk } from './preset.js';
import { excludedUrlsOf } from './excluded-paths.js';
import { limitsOf } from './span-limits.js';
import { disable } from './instrumentations.js';
import { hookLoader } from './standard/loader-hook.js';
import {
  type OfficialInstrumentation,
  OfficialInstrumentations,
} from './standard/official-instrumentations.js';

let official: OfficialInstrumentations | undefined;

/** OpenTelemetry's own SDK for Node and its instrumentations, configured without what they leak. */
export function startStandard(setup: PresetSetup): Sdk {
  const { environment, sampler, idGenerator, resource, propagator } = setup;
  const ours = (official ??= new OfficialInstrumentations());
  const instrumentations = [...ours.all, ...(setup.instrumentations as OfficialInstrumentation[])];
  ours.enable(excludedUrlsOf(environment), propagator);
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
  // The SDK has just set one of its own, which writes to standard output as well.
  logDiagnostics(environment.logLevel);
  try {
    sdk.start();
  } catch (error) {
    ours.disable();
    throw error;
  }
  const stopFastifyRoutes = noteFastifyRoutes();
  return {
    shutdown: () => sdk.shutdown(),
    uninstall() {
      stopFastifyRoutes();
      ours.disable();
      disable(setup.instrumentations);
    },
  };
}

/** Leaves what is registered already as it is. The types allow it for one of the two options. */
const ALREADY_REGISTERED = null as never;

/** The official instrumentation decides about a request before anybody can tell it so. */
const FORCING_IGNORED =
  '[@traced/nest] TRACING_FORCE_SAMPLING_SECRET has no effect with TRACING_PRESET=standard: no request is forced, and the application sees the header.';

/** Of no processors at all it makes no provider, and nothing would be sampled or propagated. */
function atLeastOne(spanProcessors: PresetSetup['spanProcessors']): SpanProcessor[] {
  return spanProcessors.length > 0 ? [...spanProcessors] : [new NoopSpanProcessor()];
}
