import { MalformedOtlpError } from './errors.js';

const WireType = { Varint: 0, Fixed64: 1, LengthDelimited: 2, Fixed32: 5 } as const;

type WireType = (typeof WireType)[keyof typeof WireType];

/**
 * Reads the fields of one protobuf message by their numbers. An absent field has the default of its type; of a field
 * that is there several times the last one counts, as protobuf demands. Buffers are views of the message, not copies.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class ProtobufMessage {
  readonly #fields = new Map<number, Field[]>();

  /** @throws {MalformedOtlpError} when `bytes` are not a protobuf message. */
  constructor(bytes: Buffer) {
    const cursor = new Cursor(bytes);
    while (!cursor.atEnd) this.#add(cursor.readField());
  }

  has(number: number): boolean {
    return this.#fields.has(number);
  }

  uint32(number: number): number {
    return Number(BigInt.asUintN(32, this.#varint(number)));
  }

  /** Returns a number when it is exact, a bigint beyond 2^53. */
  int64(number: number): number | bigint {
    const exact = BigInt.asIntN(64, this.#varint(number));
    const value = Number(exact);
    return Number.isSafeInteger(value) ? value : exact;
  }

  boolean(number: number): boolean {
    return this.#varint(number) !== 0n;
  }

  fixed32(number: number): number {
    return this.#last(number, WireType.Fixed32)?.bytes.readUInt32LE() ?? 0;
  }

  fixed64(number: number): bigint {
    return this.#last(number, WireType.Fixed64)?.bytes.readBigUInt64LE() ?? 0n;
  }

  double(number: number): number {
    return this.#last(number, WireType.Fixed64)?.bytes.readDoubleLE() ?? 0;
  }

  text(number: number): string {
    return this.bytes(number).toString('utf8');
  }

  bytes(number: number): Buffer {
    return this.#last(number, WireType.LengthDelimited)?.bytes ?? NO_BYTES;
  }

  message(number: number): ProtobufMessage {
    return new ProtobufMessage(this.bytes(number));
  }

  /** Returns every value of a repeated field, in the order in which they were written. */
  repeated(number: number): Buffer[] {
    return this.#all(number, WireType.LengthDelimited).map(({ bytes }) => bytes);
  }

  #varint(number: number): bigint {
    return this.#last(number, WireType.Varint)?.varint ?? 0n;
  }

  #last(number: number, wireType: WireType): Field | undefined {
    return this.#all(number, wireType).at(-1);
  }

  #all(number: number, wireType: WireType): readonly Field[] {
    const fields = this.#fields.get(number) ?? [];
    const mismatch = fields.find((field) => field.wireType !== wireType);
    if (!mismatch) return fields;
    throw new MalformedOtlpError(
      `field ${number} to be of wire type ${wireType}`,
      `${mismatch.wireType}`,
    );
  }

  #add(field: Field): void {
    const fields = this.#fields.get(field.number);
    if (fields) fields.push(field);
    else this.#fields.set(field.number, [field]);
  }
}

interface Field {
  readonly number: number;
  readonly wireType: number;
  readonly varint: bigint;
  readonly bytes: Buffer;
}

const NO_BYTES = Buffer.alloc(0);

class Cursor {
  readonly #message: Buffer;
  #offset = 0;

  constructor(message: Buffer) {
    this.#message = message;
  }

  get atEnd(): boolean {
    return this.#offset >= this.#message.length;
  }

  readField(): Field {
    const tag = Number(this.#readVarint());
    const wireType = tag % 8;
    return {
      number: Math.floor(tag / 8),
      wireType,
      varint: 0n,
      bytes: NO_BYTES,
      ...this.#readValue(wireType),
    };
  }

  #readValue(wireType: number): Pick<Field, 'varint'> | Pick<Field, 'bytes'> {
    switch (wireType) {
      case WireType.Varint:
        return { varint: this.#readVarint() };
      case WireType.Fixed64:
        return { bytes: this.#readBytes(8) };
      case WireType.LengthDelimited:
        return { bytes: this.#readBytes(Number(this.#readVarint())) };
      case WireType.Fixed32:
        return { bytes: this.#readBytes(4) };
      default:
        throw new MalformedOtlpError('wire type 0, 1, 2 or 5', `${wireType}`);
    }
  }

  #readVarint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#message[this.#offset++];
      if (byte === undefined) {
        throw new MalformedOtlpError('a varint to end', 'the end of the message');
      }
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new MalformedOtlpError('a varint of at most 10 bytes', 'a longer one');
  }

  #readBytes(length: number): Buffer {
    const left = this.#message.length - this.#offset;
    if (length > left) throw new MalformedOtlpError(`${length} more bytes`, `${left}`);
    this.#offset += length;
    return this.#message.subarray(this.#offset - length, this.#offset);
  }
}
