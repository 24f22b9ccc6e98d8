import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { invalidVariable } from './variables.js';

const DEFAULT = 'parentbased_always_on';

/** Whether the sampler called `name` drops what is below a dropped local span. */
export function isParentBased(name = DEFAULT): boolean {
  return name.startsWith('parentbased_');
}

/**
 * The sampler that `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` name. Default:
 * `parentbased_always_on`.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT` for an unknown sampler, or a ratio outside 0 to 1
 */
export function createSampler(name = DEFAULT, argument: string | undefined): Sampler {
  const root = createRootSampler(name.replace(/^parentbased_/, ''), name, argument);
  return isParentBased(name) ? new ParentBasedSampler({ root }) : root;
}

function createRootSampler(root: string, name: string, argument: string | undefined): Sampler {
  switch (root) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratioOf(argument));
    default:
      throw invalidVariable(
        'OTEL_TRACES_SAMPLER',
        'always_on, always_off, traceidratio or one of these after parentbased_',
        name,
      );
  }
}

function ratioOf(argument = '1'): number {
  const ratio = Number(argument);
  if (ratio >= 0 && ratio <= 1) return ratio;
  throw invalidVariable('OTEL_TRACES_SAMPLER_ARG', 'a ratio from 0 to 1', argument);
}
