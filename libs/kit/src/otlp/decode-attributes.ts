import type { AttributeValue, Attributes } from '../trace/span.js';
import { MalformedOtlpError } from './errors.js';
import { ProtobufMessage } from './protobuf-message.js';

// Protobuf's own parsers have this limit: https://protobuf.dev/programming-guides/proto-limits/
export const MAX_VALUE_DEPTH = 100;

/**
 * Decodes a list of `KeyValue` messages, as opentelemetry/proto/common/v1/common.proto defines them.
 * @throws {MalformedOtlpError} when a value is nested more than 100 deep.
 */
export function decodeAttributes(keyValues: readonly Buffer[], depth = 0): Attributes {
  return Object.fromEntries(
    keyValues.map((bytes) => {
      const keyValue = new ProtobufMessage(bytes);
      return [keyValue.text(1), decodeAnyValue(keyValue.bytes(2), depth)];
    }),
  );
}

function decodeAnyValue(bytes: Buffer, depth: number): AttributeValue {
  if (depth > MAX_VALUE_DEPTH) {
    throw new MalformedOtlpError(`values nested at most ${MAX_VALUE_DEPTH} deep`, 'deeper ones');
  }
  const value = new ProtobufMessage(bytes);
  if (value.has(1)) return value.text(1);
  if (value.has(2)) return value.boolean(2);
  if (value.has(3)) return value.int64(3);
  if (value.has(4)) return value.double(4);
  if (value.has(5)) return decodeArray(value.message(5), depth + 1);
  if (value.has(6)) return decodeAttributes(value.message(6).repeated(1), depth + 1);
  if (value.has(7)) return Uint8Array.from(value.bytes(7));
  return null;
}

function decodeArray(array: ProtobufMessage, depth: number): AttributeValue[] {
  return array.repeated(1).map((bytes) => decodeAnyValue(bytes, depth));
}
