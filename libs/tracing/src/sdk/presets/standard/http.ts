import type { RequestOptions } from 'node:http';
import { type Span, context } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import {
  HttpInstrumentation,
  type HttpInstrumentationConfig,
} from '@opentelemetry/instrumentation-http';
import { ATTR_URL_FULL, ATTR_URL_PATH, ATTR_URL_QUERY } from '@opentelemetry/semantic-conventions';
import { targetHost } from '#http/client/client-target.js';
import { createPathMatcher } from '#http/path-pattern.js';
import { pathnameOf, redactedQueryOf, redactedUrl } from '#http/url.js';
import type { BoundedBaggagePropagator } from '#sdk/propagation/bounded-baggage-propagator.js';
import { redactErrors } from './redact-errors.js';

/** Creates the official instrumentation of HTTP, disabled. */
export function httpInstrumentation(): HttpInstrumentation {
  return new HttpInstrumentation({ enabled: false });
}

/**
 * Returns options that redact as the preset `native` does, and trace no health checks and no requests
 * at boot.
 */
export function httpOptions(
  excludedPaths: readonly string[],
  propagator: BoundedBaggagePropagator,
): HttpInstrumentationConfig {
  const isExcluded = createPathMatcher(excludedPaths);
  return {
    ignoreIncomingRequestHook: ({ url = '/' }) => isExcluded(pathnameOf(url)),
    requireParentforOutgoingSpans: true,
    startIncomingSpanHook: ({ url = '/' }) => ({ [ATTR_URL_QUERY]: redactedQueryOf(url) }),
    startOutgoingSpanHook: (request) => {
      const origin = requestOrigin(request);
      const path = request.path ?? '/';
      propagator.sendNextTo(targetHost({ origin, path }));
      return { [ATTR_URL_FULL]: redactedUrl(origin, path) };
    },
    requestHook: redactErrors,
    applyCustomAttributesOnSpan: hidePath,
  };
}

/** Replaces the path by the route, as the values of a route's parameters may be personal data. */
function hidePath(span: Span): void {
  const request = getRPCMetadata(context.active());
  if (request?.span === span && request.route) span.setAttribute(ATTR_URL_PATH, request.route);
}

function requestOrigin({ protocol, hostname, host, port }: RequestOptions): string {
  const name = hostname ?? host ?? 'localhost';
  const authority = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name;
  return `${protocol ?? 'http:'}//${authority}${port ? `:${port}` : ''}`;
}
