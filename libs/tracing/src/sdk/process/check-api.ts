import * as api from '@opentelemetry/api';
import { notStartedError } from './not-started-error.js';

/**
 * Checks the version of OpenTelemetry's API before its SDK is loaded: an ES module that imports a name which
 * an older API lacks fails with a `SyntaxError`.
 *
 * @throws {TracingError} `TRACING_NOT_STARTED` with an API older than 1.10, the first that has logs
 */
export function checkApi(): void {
  if ('logs' in api) return;
  throw notStartedError(
    '@opentelemetry/api',
    ', as it expects @opentelemetry/api 1.10, and the application has an older one: npm install @opentelemetry/api@1.10',
  );
}
