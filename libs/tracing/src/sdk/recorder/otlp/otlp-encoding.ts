import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ByteWriter, Piece } from './byte-writer.js';
import type { SpanFields } from './span-fields.js';

/** The encoded spans of one resource, by their instrumentation scopes. */
export interface ResourceGroup {
  readonly resource: Resource;
  readonly scopes: readonly ScopeGroup[];
}

/** The encoded spans of one instrumentation scope. */
export interface ScopeGroup {
  readonly scope: InstrumentationScope;
  readonly spans: readonly Piece[];
}

/** One of the encodings of OTLP. */
export interface OtlpEncoding {
  /** Writes a span as it stands in a request. */
  writeSpan(writer: ByteWriter, span: SpanFields): void;
  /** Writes an `ExportTraceServiceRequest`. */
  writeRequest(writer: ByteWriter, resources: readonly ResourceGroup[]): void;
}
