import { TracingError } from '#errors.js';
import { createLibraryRequire, findLibraryFile } from '#sdk/process/library-require.js';
import type { StartPreset } from './preset.js';
import { STANDARD_PACKAGES } from './standard-packages.js';

/**
 * Loads the preset `standard`, whose packages are optional peer dependencies.
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

/** Creates the error for a bundle: the packages that the preset patches cannot be part of one either. */
function bundled(): TracingError {
  return new TracingError(
    'TRACING_MISSING_PACKAGE',
    '@traced/nest',
    'TRACING_PRESET=standard expects @traced/nest and the packages that it patches in node_modules, but @traced/nest is part of a bundle: leave them out of the bundle, or set TRACING_PRESET=native.',
  );
}

/**
 * Returns the error for a package that is not installed. ES modules and CommonJS have different codes
 * for it.
 */
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
