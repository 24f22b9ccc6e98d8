import { readSetting } from '#sdk/settings/read-setting.js';

/** The header by which a request forces its own sampling, if the header has the secret as its value. */
export interface ForceSamplingSettings {
  /** The name of the header, in lower case. */
  readonly header: string;
  readonly secret: string;
}

/**
 * Reads how a request can force its own sampling.
 *
 * @returns `undefined` without a secret, as then no request can force it
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT`, whose message never holds the secret
 */
export function readForceSampling(): ForceSamplingSettings | undefined {
  const header = readSetting('TRACING_FORCE_SAMPLING_HEADER');
  const secret = readSetting('TRACING_FORCE_SAMPLING_SECRET');
  return secret === undefined ? undefined : { header, secret };
}
