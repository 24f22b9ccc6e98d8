import {
  UndiciInstrumentation,
  type UndiciInstrumentationConfig,
  type UndiciRequest,
} from '@opentelemetry/instrumentation-undici';
import type { Attributes } from '@opentelemetry/api';
import { ATTR_URL_FULL, ATTR_URL_PATH, ATTR_URL_QUERY } from '@opentelemetry/semantic-conventions';
import { targetHost } from '#http/client/client-target.js';
import { pathnameOf, redactedQueryOf, redactedUrl } from '#http/url.js';
import type { BoundedBaggagePropagator } from '#sdk/propagation/bounded-baggage-propagator.js';
import { redactErrors } from './redact-errors.js';

/** Creates the official instrumentation of undici, disabled. */
export function undiciInstrumentation(): UndiciInstrumentation {
  return new UndiciInstrumentation({ enabled: false });
}

/** Returns options that redact URLs, and make no trace of each request at boot. */
export function undiciOptions(propagator: BoundedBaggagePropagator): UndiciInstrumentationConfig {
  return {
    requireParentforSpans: true,
    startSpanHook(request) {
      propagator.sendNextTo(targetHost(request));
      return hideUrl(request);
    },
    requestHook: redactErrors,
  };
}

function hideUrl({ origin, path }: UndiciRequest): Attributes {
  return {
    [ATTR_URL_FULL]: redactedUrl(origin, path),
    [ATTR_URL_PATH]: pathnameOf(redactedUrl('', path)),
    [ATTR_URL_QUERY]: redactedQueryOf(path),
  };
}
