import { createContextKey } from '@opentelemetry/api';

/** The key of the active span, which the API does not export. */
export const SPAN = createContextKey('OpenTelemetry Context Key SPAN');
