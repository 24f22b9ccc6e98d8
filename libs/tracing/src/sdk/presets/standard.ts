import { NoopSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { PresetSetup, Sdk } from '../preset.js';
import { excludedUrlsOf } from './excluded-urls.js';
import { expressInstrumentation } from './standard/express.js';
import { httpInstrumentation } from './standard/http.js';
import { hookLoader } from './standard/loader-hook.js';
import { NestInstrumentationOfAnyVersion } from './standard/nest.js';
import { pgInstrumentation } from './standard/pg.js';
import { undiciInstrumentation } from './standard/undici.js';

type NodeSdkOptions = NonNullable<ConstructorParameters<typeof NodeSDK>[0]>;
type OfficialInstrumentation = Exclude<
  NonNullable<NodeSdkOptions['instrumentations']>[number],
  readonly unknown[]
>;

/** OpenTelemetry's own SDK for Node and its instrumentations, configured without what they leak. */
export function startStandard(setup: PresetSetup): Sdk {
  const { environment, sampler, idGenerator, resource, propagator } = setup;
  const official = [
    httpInstrumentation(excludedUrlsOf(environment), propagator),
    undiciInstrumentation(propagator),
    expressInstrumentation(),
    new NestInstrumentationOfAnyVersion(),
    pgInstrumentation(),
  ];
  const instrumentations = [...official, ...(setup.instrumentations as OfficialInstrumentation[])];
  hookLoader(instrumentations);
  if (environment.forceSampling) console.error(FORCING_IGNORED);
  const sdk = new NodeSDK({
    sampler,
    idGenerator,
    resource,
    autoDetectResources: false,
    contextManager: REGISTERED,
    textMapPropagator: REGISTERED,
    spanProcessors: someOf(setup.spanProcessors),
    instrumentations,
    ...(environment.metrics ? {} : { metricReaders: [] }),
    ...(environment.logs ? {} : { logRecordProcessors: [] }),
  });
  try {
    sdk.start();
  } catch (error) {
    for (const instrumentation of official) instrumentation.disable();
    throw error;
  }
  return sdk;
}

/** Leaves what is registered already as it is. The types allow it for one of the two options. */
const REGISTERED = null as never;

/** The official instrumentation decides about a request before anybody can tell it so. */
const FORCING_IGNORED =
  '[@traced/nest] TRACING_FORCE_SAMPLING_SECRET has no effect with TRACING_PRESET=standard: no request is forced, and the application sees the header.';

/** Of no processors at all it makes no provider, and nothing would be sampled or propagated. */
function someOf(spanProcessors: PresetSetup['spanProcessors']): SpanProcessor[] {
  return spanProcessors.length > 0 ? [...spanProcessors] : [new NoopSpanProcessor()];
}
