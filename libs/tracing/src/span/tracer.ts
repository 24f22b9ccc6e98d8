import { trace } from '@opentelemetry/api';
import { PACKAGE_NAME, PACKAGE_VERSION } from './version.js';

/** Made once: the API hands out a proxy that follows whichever provider is registered later. */
export const tracer = trace.getTracer(PACKAGE_NAME, PACKAGE_VERSION);
