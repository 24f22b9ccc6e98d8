import { DEFAULT_EXCLUDED_URLS } from '#http/excluded-paths.js';
import type { TracingEnvironment } from '#sdk/environment/environment.js';

/** Returns the pathnames whose requests neither preset traces. */
export function excludedUrlsOf({ excludedUrls }: TracingEnvironment): readonly string[] {
  return excludedUrls ?? DEFAULT_EXCLUDED_URLS;
}
