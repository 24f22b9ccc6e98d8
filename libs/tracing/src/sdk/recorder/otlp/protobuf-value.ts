import type { ByteWriter } from './byte-writer.js';

/* The tags of the fields of `KeyValue`, `AnyValue`, `ArrayValue` and `KeyValueList`: the number and the wire type. */
const KEY = 0x0a;
const VALUE = 0x12;
const STRING = 0x0a;
const BOOL = 0x10;
const INT = 0x18;
const DOUBLE = 0x21;
const ARRAY = 0x2a;
const LIST = 0x32;
const BYTES = 0x3a;
const ELEMENT = 0x0a;

const TWO_TO_63 = 2 ** 63;

/**
 * Writes attributes as repeated `KeyValue`.
 *
 * @param tag the tag of the field that holds them
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/v1.9.0/opentelemetry/proto/common/v1/common.proto
 */
export function writeAttributes(
  writer: ByteWriter,
  tag: number,
  keys: readonly string[],
  values: readonly unknown[],
): void {
  for (let n = 0; n < keys.length; n++) writePair(writer, tag, keys[n] as string, values[n]);
}

function writePair(writer: ByteWriter, tag: number, key: string, value: unknown): void {
  if (typeof value === 'string' && writer.shortPair(tag, key, value)) return;
  writer.byte(tag);
  const pair = writer.open();
  writer.byte(KEY);
  writer.lengthAndText(key);
  writer.byte(VALUE);
  writeValue(writer, value);
  writer.close(pair);
}

/** Writes the attributes of an object. */
export function writeObject(writer: ByteWriter, tag: number, attributes: object = {}): void {
  writeAttributes(writer, tag, Object.keys(attributes), Object.values(attributes));
}

/** Writes an `AnyValue` with its length. What is no value, such as `null`, is one without content. */
function writeValue(writer: ByteWriter, value: unknown): void {
  const mark = writer.open();
  if (typeof value === 'string') {
    writer.byte(STRING);
    writer.lengthAndText(value);
  } else if (typeof value === 'number') {
    writeNumber(writer, value);
  } else if (typeof value === 'boolean') {
    writer.byte(BOOL);
    writer.byte(value ? 1 : 0);
  } else if (typeof value === 'object' && value !== null) {
    writeComposite(writer, value);
  }
  writer.close(mark);
}

function writeNumber(writer: ByteWriter, value: number): void {
  if (Number.isInteger(value) && value >= -TWO_TO_63 && value < TWO_TO_63) {
    writer.byte(INT);
    writer.varint(value);
  } else {
    writer.byte(DOUBLE);
    writer.double(value);
  }
}

function writeComposite(writer: ByteWriter, value: object): void {
  writer.byte(value instanceof Uint8Array ? BYTES : Array.isArray(value) ? ARRAY : LIST);
  const mark = writer.open();
  if (value instanceof Uint8Array) writer.bytes(value);
  else if (Array.isArray(value)) writeElements(writer, value);
  else writeObject(writer, ELEMENT, value);
  writer.close(mark);
}

function writeElements(writer: ByteWriter, elements: readonly unknown[]): void {
  for (const element of elements) {
    writer.byte(ELEMENT);
    writeValue(writer, element);
  }
}
