import { DEFAULT_EXCLUDED_PATHS } from '#http/excluded-paths.js';
import type { TracingEnvironment } from '#sdk/environment/environment.js';

/** Returns the pathnames whose requests neither preset traces. */
export function excludedPathsOf({ excludedPaths }: TracingEnvironment): readonly string[] {
  return excludedPaths ?? DEFAULT_EXCLUDED_PATHS;
}
