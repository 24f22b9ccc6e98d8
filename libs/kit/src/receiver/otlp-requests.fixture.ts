import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { Encoding } from '../otlp/export-answer.js';
import type { ReadableSpan } from '../otlp/readable-span.fixture.js';

export const CONTENT_TYPES = { protobuf: 'application/x-protobuf', json: 'application/json' };

/** Encodes an export of spans as the OpenTelemetry SDK does. */
export function encodeSpans(encoding: Encoding, ...spans: readonly ReadableSpan[]): Buffer {
  const serializer = encoding === 'json' ? JsonTraceSerializer : ProtobufTraceSerializer;
  return Buffer.from(serializer.serializeRequest([...spans]) ?? []);
}

/** Sends an export over HTTP. */
export async function post(
  endpoint: string,
  body: Buffer | string,
  headers: Readonly<Record<string, string>>,
  path = '/v1/traces',
): Promise<Response> {
  return fetch(endpoint + path, {
    method: 'POST',
    body: Buffer.from(body) as Uint8Array<ArrayBuffer>,
    headers,
  });
}
