import { TracingError } from '../errors.js';
import { load } from './load.js';
import type { StartPreset } from './preset.js';
import { STANDARD_PACKAGES } from './standard-packages.js';

/**
 * Loads the preset `standard`, whose packages are optional peers.
 *
 * @throws {TracingError} `TRACING_MISSING_PACKAGE`, naming what to install
 */
export function loadStandard(): StartPreset {
  try {
    return load<typeof import('./presets/standard.js')>('./presets/standard.js').startStandard;
  } catch (error) {
    throw missingPackage(error) ?? error;
  }
}

/** An ES module and CommonJS give the same failure a code each. */
function missingPackage(error: unknown): TracingError | undefined {
  if (!(error instanceof Error) || !/MODULE_NOT_FOUND/.test(String(Reflect.get(error, 'code'))))
    return undefined;
  const name = STANDARD_PACKAGES.find((candidate) => error.message.includes(`'${candidate}'`));
  if (!name) return undefined;
  return new TracingError(
    'TRACING_MISSING_PACKAGE',
    name,
    `TRACING_PRESET=standard expects ${name}, which is not installed: npm install ${STANDARD_PACKAGES.join(' ')}`,
  );
}
