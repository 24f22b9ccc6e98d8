import { markDouble } from '../trace/doubles.js';
import type { AttributeValue, Attributes } from '../trace/span.js';
import { MAX_VALUE_DEPTH, putAttribute } from './attributes.js';
import { MalformedOtlpError } from './errors.js';
import type { ProtobufReader } from './protobuf-reader.js';

/**
 * Reads one `KeyValue` of opentelemetry/proto/common/v1/common.proto into `attributes`.
 * @throws {MalformedOtlpError} when a value is nested more than 100 deep.
 */
export function readAttribute(reader: ProtobufReader, attributes: Attributes, depth = 0): void {
  const outer = reader.enter();
  const end = reader.limit;
  let key = '';
  let valueStart = end;
  let valueEnd = end;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) key = reader.key();
    else if (field === 2) {
      const message = reader.enter();
      valueStart = reader.position;
      valueEnd = reader.limit;
      reader.leave(message);
    } else reader.skip();
  }
  reader.goTo(valueStart, valueEnd);
  putAttribute(attributes, key, readAnyValue(reader, attributes, key, depth));
  reader.goTo(end, outer);
}

/** Reads the `AnyValue` that was entered; it is about to be at `key` of `container`. */
export function readAnyValue(
  reader: ProtobufReader,
  container: object,
  key: string | number,
  depth = 0,
): AttributeValue {
  if (depth > MAX_VALUE_DEPTH) {
    throw new MalformedOtlpError(`values nested at most ${MAX_VALUE_DEPTH} deep`, 'deeper ones');
  }
  let value: AttributeValue = null;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    switch (field) {
      case 1:
        value = reader.text();
        break;
      case 2:
        value = reader.boolean();
        break;
      case 3:
        value = reader.int64();
        break;
      case 4:
        value = reader.double();
        if (Number.isInteger(value)) markDouble(container, key);
        break;
      case 5:
        value = readArray(reader, depth + 1);
        break;
      case 6:
        value = readKeyValueList(reader, depth + 1);
        break;
      case 7:
        value = Uint8Array.from(reader.bytes());
        break;
      default:
        reader.skip();
    }
  }
  return value;
}

function readArray(reader: ProtobufReader, depth: number): AttributeValue[] {
  const values: AttributeValue[] = [];
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field !== 1) {
      reader.skip();
      continue;
    }
    const array = reader.enter();
    values.push(readAnyValue(reader, values, values.length, depth));
    reader.leave(array);
  }
  reader.leave(outer);
  return values;
}

function readKeyValueList(reader: ProtobufReader, depth: number): Attributes {
  const list: Attributes = {};
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) readAttribute(reader, list, depth);
    else reader.skip();
  }
  reader.leave(outer);
  return list;
}
