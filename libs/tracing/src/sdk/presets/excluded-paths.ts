import { DEFAULT_EXCLUDED_URLS } from '#http/excluded-paths.js';
import type { TracingEnvironment } from '#sdk/environment/environment.js';

/** The pathnames that either preset traces nothing of. */
export function excludedUrlsOf({ excludedUrls }: TracingEnvironment): readonly string[] {
  return excludedUrls ?? DEFAULT_EXCLUDED_URLS;
}
