import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { ByteWriter, type Piece } from '#sdk/recorder/otlp/byte-writer.js';
import type { OtlpEncoding, ResourceGroup } from '#sdk/recorder/otlp/otlp-encoding.js';

/** An encoded span, and what it stands below in a request. */
export interface EncodedSpan extends Piece {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
}

/** Encoded spans that are exported together. */
export class Batch {
  readonly #spans: readonly EncodedSpan[];
  readonly #encoding: OtlpEncoding;

  constructor(spans: readonly EncodedSpan[], encoding: OtlpEncoding) {
    this.#spans = spans;
    this.#encoding = encoding;
  }

  /** The number of spans. */
  get size(): number {
    return this.#spans.length;
  }

  /** The resources whose attributes are still being detected. */
  get pendingResources(): readonly Resource[] {
    const resources = new Set(this.#spans.map(({ resource }) => resource));
    return [...resources].filter(({ asyncAttributesPending }) => asyncAttributesPending);
  }

  /**
   * Returns the request that exports the spans, by the attributes that the resources have now.
   *
   * @param writer a writer whose last request is no longer needed. Default: a new one
   */
  toRequest(writer = new ByteWriter()): Uint8Array {
    writer.begin();
    this.#encoding.writeRequest(writer, groupsOf(this.#spans));
    return writer.written;
  }
}

/** Groups spans by their resources, and within these by their scopes. */
function groupsOf(spans: readonly EncodedSpan[]): ResourceGroup[] {
  const resources = new Map<Resource, Map<InstrumentationScope, Piece[]>>();
  for (const span of spans) {
    const scopes = entryOf(
      resources,
      span.resource,
      () => new Map<InstrumentationScope, Piece[]>(),
    );
    entryOf(scopes, span.scope, () => []).push(span);
  }
  return [...resources].map(([resource, scopes]) => ({
    resource,
    scopes: [...scopes].map(([scope, spans]) => ({ scope, spans })),
  }));
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
