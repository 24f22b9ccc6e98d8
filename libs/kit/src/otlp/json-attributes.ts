import { markDouble } from '../trace/doubles.js';
import type { AttributeValue, Attributes, Resource } from '../trace/span.js';
import { MAX_VALUE_DEPTH, putAttribute } from './attributes.js';
import { MalformedOtlpError } from './errors.js';
import type { JsonMessage } from './json-message.js';

/** Reads the attributes of a message, with the number of those that were dropped. */
export function readAttributed(
  message: JsonMessage,
): Pick<Resource, 'attributes' | 'droppedAttributesCount'> {
  return {
    attributes: readKeyValues(message.repeated('attributes')),
    droppedAttributesCount: message.uint32('droppedAttributesCount'),
  };
}

/**
 * Reads a list of `KeyValue` messages.
 * @throws {MalformedOtlpError} when a value is nested more than 100 deep.
 */
export function readKeyValues(keyValues: readonly JsonMessage[], depth = 0): Attributes {
  const attributes: Attributes = {};
  for (const keyValue of keyValues) {
    const key = keyValue.text('key');
    putAttribute(attributes, key, readAnyValue(keyValue.message('value'), attributes, key, depth));
  }
  return attributes;
}

/** Reads an `AnyValue`, which is about to be at `key` of `container`. */
export function readAnyValue(
  value: JsonMessage,
  container: object,
  key: string | number,
  depth = 0,
): AttributeValue {
  if (depth > MAX_VALUE_DEPTH) {
    throw new MalformedOtlpError(`values nested at most ${MAX_VALUE_DEPTH} deep`, 'deeper ones');
  }
  if (value.has('stringValue')) return value.text('stringValue');
  if (value.has('boolValue')) return value.boolean('boolValue');
  if (value.has('intValue')) return value.int64('intValue');
  if (value.has('doubleValue')) return readDouble(value, container, key);
  if (value.has('arrayValue')) return readArray(value.message('arrayValue'), depth + 1);
  if (value.has('kvlistValue')) {
    return readKeyValues(value.message('kvlistValue').repeated('values'), depth + 1);
  }
  if (value.has('bytesValue')) return value.bytes('bytesValue');
  return null;
}

function readDouble(value: JsonMessage, container: object, key: string | number): number {
  const double = value.double('doubleValue');
  if (Number.isInteger(double)) markDouble(container, key);
  return double;
}

function readArray(array: JsonMessage, depth: number): AttributeValue[] {
  const values: AttributeValue[] = [];
  for (const value of array.repeated('values')) {
    values.push(readAnyValue(value, values, values.length, depth));
  }
  return values;
}
