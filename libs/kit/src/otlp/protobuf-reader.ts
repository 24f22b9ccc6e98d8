import { MalformedOtlpError } from './errors.js';
import { IdCache } from './id-cache.js';
import { TextCache, internalize } from './text-cache.js';

const WireType = { Varint: 0, Fixed64: 1, LengthDelimited: 2, Fixed32: 5 } as const;

// What services write again and again is held once, for all requests.
const keys = new TextCache(internalize);
const texts = new TextCache();
const ids = new IdCache();

/**
 * Reads a protobuf message in one pass, field by field. The caller asks for the number of the next field, then for its
 * value by the type that the field should have, or skips it.
 * @see https://protobuf.dev/programming-guides/encoding/
 *
 * @example
 * for (let field = reader.next(); field !== 0; field = reader.next()) {
 *   if (field === 1) name = reader.text();
 *   else reader.skip();
 * }
 */
export class ProtobufReader {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  #position = 0;
  #limit: number;
  #wireType = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#limit = bytes.length;
  }

  /** The place of the reader, in bytes from the start of the whole message. */
  get position(): number {
    return this.#position;
  }

  /** The end of the message that is being read, in bytes from the start of the whole message. */
  get limit(): number {
    return this.#limit;
  }

  /** Returns the number of the next field of this message, 0 at its end. */
  next(): number {
    if (this.#position >= this.#limit) return 0;
    const tag = this.#varint32();
    this.#wireType = tag & 7;
    const field = tag >>> 3;
    if (field === 0) throw new MalformedOtlpError('a field number', '0');
    return field;
  }

  /** Enters the message that is the value of the field, and returns what {@link leave} takes to get out of it. */
  enter(): number {
    const outer = this.#limit;
    this.#limit = this.#end();
    return outer;
  }

  /** Goes to the end of the message, whether or not all of it was read, and on in the one around it. */
  leave(outer: number): void {
    this.#position = this.#limit;
    this.#limit = outer;
  }

  /** Goes to a message that was entered before, between these two places. */
  goTo(position: number, limit: number): void {
    this.#position = position;
    this.#limit = limit;
  }

  skip(): void {
    switch (this.#wireType) {
      case WireType.Varint:
        this.#skipVarint();
        return;
      case WireType.Fixed64:
        this.#take(8);
        return;
      case WireType.LengthDelimited:
        this.#position = this.#end();
        return;
      case WireType.Fixed32:
        this.#take(4);
        return;
      default:
        throw new MalformedOtlpError('wire type 0, 1, 2 or 5', `${this.#wireType}`);
    }
  }

  /** Reads a varint, of which 32 bits count. */
  uint32(): number {
    this.#expect(WireType.Varint);
    return this.#varint32();
  }

  boolean(): boolean {
    this.#expect(WireType.Varint);
    return this.#varint64() !== 0n;
  }

  /** Reads a number when it is exact, a bigint beyond 2^53. */
  int64(): number | bigint {
    this.#expect(WireType.Varint);
    const first = this.#bytes[this.#position] ?? 0x80;
    if (first < 0x80 && this.#position < this.#limit) {
      this.#position++;
      return first;
    }
    return exact(BigInt.asIntN(64, this.#varint64()));
  }

  /** Reads a varint that counts something; beyond 2^53 it is rounded. */
  count(): number {
    this.#expect(WireType.Varint);
    return Number(this.#varint64());
  }

  /** Reads a signed number in the zigzag encoding. */
  sint32(): number {
    const value = this.uint32();
    return (value >>> 1) ^ -(value & 1);
  }

  fixed32(): number {
    this.#expect(WireType.Fixed32);
    return this.#view.getUint32(this.#take(4), true);
  }

  fixed64(): bigint {
    this.#expect(WireType.Fixed64);
    return this.#view.getBigUint64(this.#take(8), true);
  }

  /** Reads a signed integer of eight bytes: a number when it is exact, a bigint beyond 2^53. */
  sfixed64(): number | bigint {
    this.#expect(WireType.Fixed64);
    return exact(this.#view.getBigInt64(this.#take(8), true));
  }

  double(): number {
    this.#expect(WireType.Fixed64);
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** Reads an unsigned integer of eight bytes that counts something; beyond 2^53 it is rounded. */
  fixedCount(): number {
    return Number(this.fixed64());
  }

  /** Reads what a field of a repeated number holds into `counts`: one count, or several that are packed. */
  counts(counts: number[]): void {
    this.#repeated(WireType.Varint, () => counts.push(this.count()));
  }

  /** Reads what a field of a repeated fixed64 holds into `counts`: one count, or several that are packed. */
  fixedCounts(counts: number[]): void {
    this.#repeated(WireType.Fixed64, () => counts.push(this.fixedCount()));
  }

  /** Reads what a field of a repeated double holds into `values`: one value, or several that are packed. */
  doubles(values: number[]): void {
    this.#repeated(WireType.Fixed64, () => values.push(this.double()));
  }

  text(): string {
    const end = this.#end();
    const text = texts.read(this.#bytes, this.#position, end);
    this.#position = end;
    return text;
  }

  /** Reads a text that is about to name a property. */
  key(): string {
    const end = this.#end();
    const key = keys.read(this.#bytes, this.#position, end);
    this.#position = end;
    return key;
  }

  bytes(): Buffer {
    const end = this.#end();
    const bytes = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return bytes;
  }

  /** Reads an id of `length` bytes, 8 or 16, as hex digits; `undefined` when it is empty or all zero. */
  id(length: number): string | undefined {
    const end = this.#end();
    const start = this.#position;
    this.#position = end;
    if (end === start) return undefined;
    if (end - start === length) return ids.read(this.#bytes, start, end);
    throw new MalformedOtlpError(
      `an id of ${length} bytes`,
      `"${this.#bytes.toString('hex', start, Math.min(end, start + 32))}"`,
    );
  }

  /** Reads an id as {@link id} does, but `undefined` also for one of another length. */
  validId(length: number): string | undefined {
    const end = this.#end();
    const start = this.#position;
    this.#position = end;
    return end - start === length ? ids.read(this.#bytes, start, end) : undefined;
  }

  #repeated(wireType: number, read: () => void): void {
    if (this.#wireType === wireType) {
      read();
      return;
    }
    const outer = this.enter();
    this.#wireType = wireType;
    while (this.#position < this.#limit) read();
    this.leave(outer);
  }

  #expect(wireType: number): void {
    if (this.#wireType === wireType) return;
    throw new MalformedOtlpError(`a field of wire type ${wireType}`, `${this.#wireType}`);
  }

  /** Reads the length of the value, and returns where the value ends. */
  #end(): number {
    this.#expect(WireType.LengthDelimited);
    const length = this.#varint32();
    const left = this.#limit - this.#position;
    if (length > left) throw new MalformedOtlpError(`${length} more bytes`, `${left}`);
    return this.#position + length;
  }

  /** Goes `length` bytes on, and returns where it was. */
  #take(length: number): number {
    const start = this.#position;
    if (start + length > this.#limit) {
      throw new MalformedOtlpError(`${length} more bytes`, `${this.#limit - start}`);
    }
    this.#position = start + length;
    return start;
  }

  #varint32(): number {
    const byte = this.#byte();
    return byte < 0x80 ? byte : this.#longVarint32(byte);
  }

  #longVarint32(first: number): number {
    let value = first & 0x7f;
    for (let shift = 7; shift < 70; shift += 7) {
      const byte = this.#byte();
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw tooLong();
  }

  #varint64(): bigint {
    const start = this.#position;
    this.#skipVarint();
    let low = 0;
    let high = 0;
    for (let index = this.#position - 1; index >= start; index--) {
      const bits = (this.#bytes[index] ?? 0) & 0x7f;
      high = (high << 7) | (low >>> 25);
      low = ((low << 7) | bits) >>> 0;
    }
    return (BigInt(high >>> 0) << 32n) | BigInt(low);
  }

  #skipVarint(): void {
    for (let length = 1; length <= 10; length++) if (this.#byte() < 0x80) return;
    throw tooLong();
  }

  #byte(): number {
    const byte = this.#position < this.#limit ? this.#bytes[this.#position] : undefined;
    if (byte === undefined) {
      throw new MalformedOtlpError('a varint to end', 'the end of the message');
    }
    this.#position++;
    return byte;
  }
}

function tooLong(): MalformedOtlpError {
  return new MalformedOtlpError('a varint of at most 10 bytes', 'a longer one');
}

function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
