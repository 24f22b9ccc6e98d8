/*
 * The part of protobuf that is needed to read the answers of collectors:
 * https://protobuf.dev/programming-guides/encoding/
 */
const VARINT = 0;
const LENGTH_DELIMITED = 2;

interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/**
 * Returns the values of the field `number` that are texts or messages.
 *
 * @throws {RangeError} for bytes that are not a message of numbers, texts and messages
 */
export function readBytes(message: Uint8Array, number: number): Uint8Array[] {
  return readFields(message)
    .filter((field) => field.number === number)
    .map(({ value }) => value)
    .filter((value) => typeof value !== 'number');
}

/**
 * Returns the number in the field `number`, which is 0 if the message does not have it.
 *
 * @throws {RangeError} for bytes that are not a message of numbers, texts and messages
 */
export function readNumber(message: Uint8Array, number: number): number {
  return Number(readFields(message).findLast((field) => field.number === number)?.value ?? 0);
}

function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let offset = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = bytes[offset++];
      if (byte === undefined) throw new RangeError('truncated');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (offset < bytes.length) {
    const tag = varint();
    const wireType = tag & 7;
    if (wireType !== VARINT && wireType !== LENGTH_DELIMITED) {
      throw new RangeError('unexpected wire type');
    }
    const value = varint();
    if (wireType === LENGTH_DELIMITED && value > bytes.length - offset) {
      throw new RangeError('truncated');
    }
    fields.push({
      number: Math.floor(tag / 8),
      value: wireType === VARINT ? value : bytes.subarray(offset, (offset += value)),
    });
  }
  return fields;
}
