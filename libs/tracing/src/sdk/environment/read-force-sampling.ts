import { readSetting } from '#sdk/settings/read-setting.js';

/** The header by which a request forces that it is sampled, if its value is the secret. */
export interface ForceSamplingSettings {
  /** In lower case. */
  readonly header: string;
  readonly secret: string;
}

/**
 * @returns `undefined` without a secret: nothing can be forced
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT`, whose message never holds the secret
 */
export function readForceSampling(): ForceSamplingSettings | undefined {
  const header = readSetting('TRACING_FORCE_SAMPLING_HEADER');
  const secret = readSetting('TRACING_FORCE_SAMPLING_SECRET');
  return secret === undefined ? undefined : { header, secret };
}
