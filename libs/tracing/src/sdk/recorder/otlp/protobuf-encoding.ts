import type { InstrumentationScope } from '@opentelemetry/core';
import type { ByteWriter } from './byte-writer.js';
import type { OtlpEncoding, ResourceGroup, ScopeGroup } from './otlp-encoding.js';
import { writeSpan } from './protobuf-span.js';
import { writeObject } from './protobuf-value.js';

/* The tags of `ExportTraceServiceRequest`, `ResourceSpans` and `ScopeSpans`: the number of a field and its wire type. */
const RESOURCE_SPANS = 0x0a;
const RESOURCE = 0x0a;
const SCOPE_SPANS = 0x12;
const SCOPE = 0x0a;
const SPANS = 0x12;
const SCHEMA_URL = 0x1a;

/* The tags of `Resource` and `InstrumentationScope`. */
const RESOURCE_ATTRIBUTES = 0x0a;
const SCOPE_NAME = 0x0a;
const SCOPE_VERSION = 0x12;

/** The binary encoding of OTLP, for gRPC and for HTTP. */
export const PROTOBUF: OtlpEncoding = {
  writeSpan,
  writeRequest(writer, resources) {
    for (const group of resources) writeResource(writer, group);
  },
};

function writeResource(writer: ByteWriter, { resource, scopes }: ResourceGroup): void {
  writer.byte(RESOURCE_SPANS);
  const whole = writer.open();
  writer.byte(RESOURCE);
  const mark = writer.open();
  writeObject(writer, RESOURCE_ATTRIBUTES, resource.attributes);
  writer.close(mark);
  for (const group of scopes) writeScope(writer, group);
  writeText(writer, SCHEMA_URL, resource.schemaUrl);
  writer.close(whole);
}

function writeScope(writer: ByteWriter, { scope, spans }: ScopeGroup): void {
  writer.byte(SCOPE_SPANS);
  const whole = writer.open();
  writeScopeName(writer, scope);
  for (const span of spans) {
    writer.byte(SPANS);
    writer.varint(span.length);
    writer.piece(span);
  }
  writeText(writer, SCHEMA_URL, scope.schemaUrl);
  writer.close(whole);
}

function writeScopeName(writer: ByteWriter, scope: InstrumentationScope): void {
  writer.byte(SCOPE);
  const mark = writer.open();
  writeText(writer, SCOPE_NAME, scope.name);
  writeText(writer, SCOPE_VERSION, scope.version);
  writer.close(mark);
}

function writeText(writer: ByteWriter, tag: number, text: string | undefined): void {
  if (!text) return;
  writer.byte(tag);
  writer.lengthAndText(text);
}
