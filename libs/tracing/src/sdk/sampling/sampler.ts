import type { Sampler } from '@opentelemetry/sdk-trace';
import type { TracingEnvironment } from '#sdk/environment/environment.js';
import { invalidVariable } from '#sdk/settings/invalid-variable.js';
import { refuse } from '#sdk/settings/values/refusal.js';
import { ALWAYS_OFF, ALWAYS_ON } from './constant-sampler.js';
import { ForcedSampler } from './forced-sampler.js';
import { JaegerRemoteSampler, type JaegerService } from './jaeger/jaeger-remote-sampler.js';
import { parseJaegerSettings } from './jaeger/jaeger-settings.js';
import { ParentBasedSampler } from './parent-based-sampler.js';
import { RatioSampler } from './ratio-sampler.js';
import { parseRatio } from '#sdk/settings/values/ratio.js';
import { RulesSampler } from './rules/rules-sampler.js';
import { TrustedCallersSampler } from './trusted-callers-sampler.js';

const DEFAULT = 'parentbased_always_on';
const SAMPLERS =
  'always_on, always_off, traceidratio, jaeger_remote or one of these after parentbased_ (any other sampler, such as that of AWS X-Ray, is for startTracing({ sampler }))';

type SamplingEnvironment = Pick<
  TracingEnvironment,
  'sampler' | 'samplerArgument' | 'samplingRules' | 'forceSampling' | 'trustedCallers'
>;

/** Whether the sampler `name` samples no span whose local parent is unsampled. */
export function isParentBased(name = DEFAULT): boolean {
  return name.toLowerCase().startsWith('parentbased_');
}

/**
 * Creates the sampler that the environment describes. Forced sampling comes first, then the decision of
 * a trusted caller if the sampler is parent-based, then the rules, then the sampler itself.
 *
 * @param own a sampler in place of the one that `OTEL_TRACES_SAMPLER` names
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT` for an unknown sampler or a wrong argument
 */
export function createSampler(
  environment: SamplingEnvironment,
  service: JaegerService,
  own?: Sampler,
): Sampler {
  const { trustedCallers, forceSampling } = environment;
  const named = own ? withRules(own, environment) : createNamedSampler(environment, service);
  const sampler = trustedCallers ? new TrustedCallersSampler(trustedCallers, named) : named;
  return forceSampling ? new ForcedSampler(sampler) : sampler;
}

function createNamedSampler(environment: SamplingEnvironment, service: JaegerService): Sampler {
  const root = withRules(createRootSampler(environment, service), environment);
  return isParentBased(environment.sampler) ? new ParentBasedSampler(root) : root;
}

function withRules(sampler: Sampler, { samplingRules }: SamplingEnvironment): Sampler {
  return samplingRules.length > 0 ? new RulesSampler(samplingRules, sampler) : sampler;
}

function createRootSampler(
  { sampler = DEFAULT, samplerArgument }: SamplingEnvironment,
  service: JaegerService,
): Sampler {
  switch (sampler.toLowerCase().replace(/^parentbased_/, '')) {
    case 'always_on':
      return ALWAYS_ON;
    case 'always_off':
      return ALWAYS_OFF;
    case 'traceidratio':
      return new RatioSampler(ratioOf(samplerArgument));
    case 'jaeger_remote':
      return new JaegerRemoteSampler(parseJaegerSettings(samplerArgument), service);
    default:
      throw invalidVariable('OTEL_TRACES_SAMPLER', refuse(SAMPLERS, sampler));
  }
}

function ratioOf(argument = '1'): number {
  const ratio = parseRatio(argument);
  if (ratio !== undefined) return ratio;
  throw invalidVariable('OTEL_TRACES_SAMPLER_ARG', refuse('a ratio from 0 to 1', argument));
}
