import { invalidVariable } from '#sdk/settings/invalid-variable.js';
import { refuse } from '#sdk/settings/values/refusal.js';
import { parseRatio } from '#sdk/settings/values/ratio.js';

/** The settings of the sampler `jaeger_remote`. */
export interface JaegerSettings {
  readonly endpoint: URL;
  readonly pollingIntervalMillis: number;
  readonly initialSamplingRate: number;
}

const DEFAULT_ENDPOINT = 'http://localhost:5778/sampling';
const DEFAULT_POLLING_INTERVAL_MILLIS = 60_000;
const DEFAULT_INITIAL_SAMPLING_RATE = 0.001;

/** The longest polling interval, which with its jitter still is a time that Node's timers can wait. */
const MAX_POLLING_INTERVAL_MILLIS = 2 ** 30;

const KEYS = ['endpoint', 'pollingIntervalMs', 'initialSamplingRate'];

/**
 * Parses the `OTEL_TRACES_SAMPLER_ARG` of the sampler `jaeger_remote`, in the form of the specification:
 * `endpoint=http://localhost:5778,pollingIntervalMs=5000,initialSamplingRate=0.25`.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT`
 */
export function parseJaegerSettings(argument: string | undefined): JaegerSettings {
  const given = parseEntries(argument);
  const {
    endpoint = DEFAULT_ENDPOINT,
    pollingIntervalMs = String(DEFAULT_POLLING_INTERVAL_MILLIS),
    initialSamplingRate = String(DEFAULT_INITIAL_SAMPLING_RATE),
  } = given;
  return {
    endpoint: parseEndpoint(endpoint),
    pollingIntervalMillis: parseMillis(pollingIntervalMs),
    initialSamplingRate:
      parseRatio(initialSamplingRate) ??
      invalid('a ratio from 0 to 1 as initialSamplingRate', initialSamplingRate),
  };
}

function parseEntries(argument: string | undefined): Partial<Record<string, string>> {
  const entries = (argument?.split(',') ?? []).map((entry): [string, string] => {
    const [, key = '', value = ''] = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(entry) ?? [];
    return KEYS.includes(key) ? [key, value] : invalid(`key=value with ${KEYS.join(', ')}`, entry);
  });
  if (new Set(entries.map(([key]) => key)).size < entries.length) {
    invalid('each key once', String(argument));
  }
  return Object.fromEntries(entries);
}

/**
 * Parses the endpoint and adds the path `/sampling` if it has none, as in the example of the
 * specification.
 */
function parseEndpoint(text: string): URL {
  const url = /^https?:\/\/[^/]/.test(text) ? URL.parse(text) : null;
  if (!url) return invalid(`a URL such as ${DEFAULT_ENDPOINT} as endpoint`, text);
  if (url.pathname === '/') url.pathname = '/sampling';
  return url;
}

function parseMillis(text: string): number {
  const millis = Number(text);
  if (Number.isSafeInteger(millis) && millis >= 1 && millis <= MAX_POLLING_INTERVAL_MILLIS) {
    return millis;
  }
  return invalid('milliseconds, at least 1, as pollingIntervalMs', text);
}

function invalid(expected: string, given: string): never {
  throw invalidVariable('OTEL_TRACES_SAMPLER_ARG', refuse(expected, given));
}
