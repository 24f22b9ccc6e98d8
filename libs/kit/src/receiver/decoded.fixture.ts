import type { DecodedRequest } from '../otlp/decoded.js';
import type { Span } from '../trace/span.js';

/** Makes what a decoder returns for these spans, each of which is said to have had `bytes` on the wire. */
export function decoded(spans: readonly Span[], bytes = 1): DecodedRequest<Span> {
  const items = spans.map((item) => {
    const { resource, scope } = item;
    return { item, bytes, origin: { resource, scope, resourceBytes: 0, scopeBytes: 0 } };
  });
  return { items, refusals: [] };
}
