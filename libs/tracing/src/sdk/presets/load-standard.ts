import { TracingError } from '#errors.js';
import { createLibraryRequire, findLibraryFile } from '#sdk/process/library-require.js';
import type { StartPreset } from './preset.js';
import { STANDARD_PACKAGES } from './standard-packages.js';

/**
 * Loads the preset `standard`, whose packages are optional peers.
 *
 * @throws {TracingError} `TRACING_MISSING_PACKAGE`, naming what to install, or to leave out of a bundle
 */
export function loadStandard(): StartPreset {
  const file = findLibraryFile('../presets/standard.js');
  if (!file) throw bundled();
  try {
    const preset = createLibraryRequire()(file) as typeof import('./standard.js');
    return preset.startStandard;
  } catch (error) {
    throw missingPackage(error) ?? error;
  }
}

/** What it patches has to be packages as well, and so cannot be part of the bundle. */
function bundled(): TracingError {
  return new TracingError(
    'TRACING_MISSING_PACKAGE',
    '@traced/nest',
    'TRACING_PRESET=standard expects @traced/nest and what it patches as packages, but @traced/nest is part of a bundle: leave them out of it, or set TRACING_PRESET=native.',
  );
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
