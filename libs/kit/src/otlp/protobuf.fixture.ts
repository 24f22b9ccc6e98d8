/** Encodes a field that is a text, bytes, or a message of these fields. */
export function field(number: number, ...parts: readonly (Buffer | string)[]): Buffer {
  const value = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([tag(number, 2), encodeVarint(value.length), value]);
}

/** Encodes a field that is a varint. */
export function varint(number: number, value: number): Buffer {
  return Buffer.concat([tag(number, 0), encodeVarint(value)]);
}

/** Encodes a field of eight bytes that is an integer. */
export function fixed64(number: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return Buffer.concat([tag(number, 1), bytes]);
}

/** Encodes a field that is a double. */
export function double(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([tag(number, 1), bytes]);
}

function tag(number: number, wireType: number): Buffer {
  return encodeVarint(number * 8 + wireType);
}

function encodeVarint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 0x80);
  }
}
