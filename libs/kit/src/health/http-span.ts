import type { SpanNode } from '../trace/span-tree.js';

// The keys of semantic conventions 1.23 and later, and those of before:
// https://opentelemetry.io/docs/specs/semconv/non-normative/http-migration/

/** Whether the span is one of HTTP: it names a method. */
export function isHttp({ attributes }: SpanNode): boolean {
  return 'http.request.method' in attributes || 'http.method' in attributes;
}

/** Returns the status code of the HTTP response, `undefined` when none was sent or received. */
export function responseStatus({ attributes }: SpanNode): number | undefined {
  const status = attributes['http.response.status_code'] ?? attributes['http.status_code'];
  return typeof status === 'number' ? status : undefined;
}
