import { samplingRules } from '#sdk/settings/values/sampling-rule.js';
import { unclaimedHeader, secret } from '#sdk/settings/values/force-sampling.js';
import { hosts, networksAllOrNone } from '#sdk/settings/values/hosts.js';
import { GENERAL, ours } from './sections.js';
import { choice, integer, text } from '#sdk/settings/values/value-types.js';

/** A limit keeps a place in memory for each span of a second, from the start of the process. */
const MOST_PER_SECOND = 10_000;

const REQUESTS = { unit: 'requests a second', minimum: 0, maximum: MOST_PER_SECOND };
const TRACES = { ...REQUESTS, unit: 'traces a second' };

const LATE = ours('Late sampling');
const SAMPLING = ours('Sampling');
const TRUSTED = ours('Callers that are not trusted');

/** Which traces are exported. */
export const SAMPLING_SETTINGS = {
  OTEL_TRACES_SAMPLER: {
    ...text(
      '`always_on`, `always_off`, `traceidratio`, `jaeger_remote`, each also after `parentbased_`',
    ),
    defaultInWords: '`parentbased_always_on`',
    section: GENERAL,
    meaning: 'Decides which traces are exported.',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    ...text('a ratio from 0 to 1, or what `jaeger_remote` is told'),
    defaultInWords: '`1`',
    section: GENERAL,
    meaning: 'What the sampler is told, as [sampling](#sampling) says.',
  },
  TRACING_SAMPLING_RULES: {
    ...samplingRules(),
    section: SAMPLING,
    meaning: 'How many of the requests that begin a trace are sampled, by method and path.',
  },
  TRACING_FORCE_SAMPLING_SECRET: {
    ...secret(),
    isSecret: true,
    section: SAMPLING,
    meaning: 'What a request says to be sampled whatever else is set.',
  },
  TRACING_FORCE_SAMPLING_HEADER: {
    ...unclaimedHeader('x-force-sampling'),
    section: SAMPLING,
    meaning: 'The header that the secret comes in.',
  },
  TRACING_KEEP: {
    ...choice(['all', 'none'], 'all'),
    section: LATE,
    meaning: 'Whether requests are exported that were not sampled, and fail or are slow.',
  },
  TRACING_KEEP_SLOW_MS: {
    ...integer({ unit: 'milliseconds', minimum: 1 }, 1_000),
    section: LATE,
    meaning: 'The duration from which on a request is slow.',
  },
  TRACING_KEEP_MAX_PER_SECOND: {
    ...integer(REQUESTS, 10),
    section: LATE,
    meaning: 'How many failed requests a process keeps, and as many slow ones.',
  },
  TRACING_KEEP_DOWNSTREAM_MAX_PER_SECOND: {
    ...integer(REQUESTS, 50),
    section: LATE,
    meaning: 'How many requests a process keeps because a callee kept its part.',
  },
  TRACING_KEEP_TRUSTED: {
    ...hosts(),
    defaultInWords: 'private networks',
    section: LATE,
    meaning: 'The callees that are followed in that.',
  },
  TRACING_TRUSTED_CALLERS: {
    ...networksAllOrNone(),
    section: TRUSTED,
    meaning: 'Whose sampling decisions are followed.',
  },
  TRACING_UNTRUSTED_MAX_PER_SECOND: {
    ...integer(TRACES, 0),
    section: TRUSTED,
    meaning: 'How many traces all other callers together start by the flag "sampled".',
  },
} as const;
