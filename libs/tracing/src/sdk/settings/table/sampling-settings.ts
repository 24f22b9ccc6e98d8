import { samplingRules } from '#sdk/settings/values/sampling-rule.js';
import { unclaimedHeader, secret } from '#sdk/settings/values/force-sampling.js';
import { hosts, networksAllOrNone } from '#sdk/settings/values/hosts.js';
import { GENERAL, ours } from './sections.js';
import { choices, integer, text } from '#sdk/settings/values/value-types.js';

/** The largest limit: from the start of the process, a limit takes memory for each event of one second. */
const MOST_PER_SECOND = 10_000;

const REQUESTS = { unit: 'requests a second', minimum: 0, maximum: MOST_PER_SECOND };
const TRACES = { ...REQUESTS, unit: 'traces a second' };

const LATE = ours('Late sampling');
const SAMPLING = ours('Sampling');
const TRUSTED = ours('Callers that are not trusted');

/** The settings that decide which traces are exported. */
export const SAMPLING_SETTINGS = {
  OTEL_TRACES_SAMPLER: {
    ...text(
      '`always_on`, `always_off`, `traceidratio`, `jaeger_remote`, each also after `parentbased_`',
    ),
    defaultInWords: '`parentbased_always_on`',
    section: GENERAL,
    meaning: 'Names the sampler, which decides which traces are exported.',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    ...text('a ratio from 0 to 1, or the settings of `jaeger_remote`'),
    defaultInWords: '`1`',
    section: GENERAL,
    meaning: 'Sets the argument of the sampler, which [sampling](#sampling) describes.',
  },
  TRACING_SAMPLING_RULES: {
    ...samplingRules(),
    section: SAMPLING,
    meaning:
      'Sets the ratio of sampled requests by method and path, for requests that begin a trace.',
  },
  TRACING_FORCE_SAMPLING_SECRET: {
    ...secret(),
    isSecret: true,
    section: SAMPLING,
    meaning: 'Sets the secret by which a request forces its own sampling.',
  },
  TRACING_FORCE_SAMPLING_HEADER: {
    ...unclaimedHeader('x-force-sampling'),
    section: SAMPLING,
    meaning: 'Names the header in which a request sends the secret.',
  },
  TRACING_LATE_SAMPLING: {
    ...choices({ choices: ['error', 'slow', 'off'], unsupported: [], none: 'off' }, [
      'error',
      'slow',
    ]),
    section: LATE,
    meaning: 'For which reasons unsampled requests are exported: because they fail, or are slow.',
  },
  TRACING_LATE_SAMPLING_SLOW_MILLIS: {
    ...integer({ unit: 'milliseconds', minimum: 1 }, 1_000),
    section: LATE,
    meaning: 'The duration from which on a request is slow.',
  },
  TRACING_LATE_SAMPLING_MAX_PER_SECOND: {
    ...integer(REQUESTS, 10),
    section: LATE,
    meaning: 'How many failed requests a process exports a second, and as many slow ones.',
  },
  TRACING_LATE_SAMPLING_DOWNSTREAM_MAX_PER_SECOND: {
    ...integer(REQUESTS, 50),
    section: LATE,
    meaning: 'How many requests a process exports a second because a callee was exported.',
  },
  TRACING_LATE_SAMPLING_TRUSTED_CALLEES: {
    ...hosts(),
    defaultInWords: 'private networks',
    section: LATE,
    meaning: 'The callees whose callers are exported with them.',
  },
  TRACING_TRUSTED_CALLERS: {
    ...networksAllOrNone(),
    section: TRUSTED,
    meaning: 'Names the callers whose sampling decisions are followed.',
  },
  TRACING_UNTRUSTED_MAX_PER_SECOND: {
    ...integer(TRACES, 0),
    section: TRUSTED,
    meaning:
      'Limits the traces that all other callers together have sampled by the flag "sampled".',
  },
} as const;
