/** The size of a chunk in bytes: a hundred spans or so. */
const CHUNK_BYTES = 64 * 1024;

/** A text up to this length is written by a loop, which for longer ones is slower than Node's own function. */
const LONGEST_LOOP = 64;

/* The tags of the fields of `KeyValue` and of the text in `AnyValue`: the number of the field and its wire type. */
const KEY = 0x0a;
const VALUE = 0x12;
const STRING_VALUE = 0x0a;
/** The tags and the lengths of a short pair. */
const PAIR_BYTES = 8;
/** The most characters of a short pair: its length, and those in it, take one byte each. */
const LONGEST_PAIR = 0x7f + 2 - PAIR_BYTES;

/** The most bytes that a number takes as a varint. */
const MAX_VARINT_BYTES = 10;

const TWO_TO_32 = 0x1_0000_0000;

/** The most chunks that wait to be written again. */
const MAX_FREE_CHUNKS = 8;

/** Memory that several pieces share. */
interface Chunk {
  readonly bytes: Buffer;
  /** The number of pieces that have not been released. */
  pieces: number;
}

/** A range of bytes in a chunk. It is overwritten some time after its release. */
export interface Piece {
  readonly chunk: Chunk;
  readonly start: number;
  readonly length: number;
}

const NO_CHUNK: Chunk = { bytes: Buffer.alloc(0), pieces: 0 };

/**
 * Writes pieces of bytes, one behind the other, into chunks of memory. A piece is never split: one that does not fit into
 * the rest of a chunk is moved to the next one. Chunks are written again once all their pieces have been released, as
 * V8 collects the garbage of the whole process the more often, the more memory is allocated outside of its heap.
 */
export class ByteWriter {
  #chunk = NO_CHUNK;
  #bytes = NO_CHUNK.bytes;
  readonly #free: Chunk[] = [];
  /** The place at which the piece begins. */
  #start = 0;
  /** The place at which the next byte is written. */
  #end = 0;

  /** Begins a piece, in place of one that was not taken. */
  begin(): void {
    this.#end = this.#start;
  }

  /** The number of bytes of the piece up to now. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** The bytes of the piece up to now. They are overwritten unless the piece is taken. */
  get written(): Buffer {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  /** Ends the piece. */
  take(): Piece {
    const piece = { chunk: this.#chunk, start: this.#start, length: this.length };
    this.#chunk.pieces++;
    this.#start = this.#end;
    return piece;
  }

  /** Lets the memory of a piece that was taken be written again. */
  release({ chunk }: Piece): void {
    chunk.pieces--;
    if (chunk.pieces > 0) return;
    if (chunk === this.#chunk && this.length === 0) this.#start = this.#end = 0;
    else if (chunk !== this.#chunk) this.#recycle(chunk);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#end++] = value;
  }

  bytes(values: Uint8Array): void {
    this.#reserve(values.length);
    this.#bytes.set(values, this.#end);
    this.#end += values.length;
  }

  /** Writes the bytes of a piece. */
  piece({ chunk, start, length }: Piece): void {
    this.#reserve(length);
    this.#end += chunk.bytes.copy(this.#bytes, this.#end, start, start + length);
  }

  /** Writes a signed 32-bit number, the highest byte first. */
  bigEndian32(value: number): void {
    this.#reserve(4);
    this.#bytes[this.#end++] = value >>> 24;
    this.#bytes[this.#end++] = value >>> 16;
    this.#bytes[this.#end++] = value >>> 8;
    this.#bytes[this.#end++] = value;
  }

  /** Writes a 32-bit number, the lowest byte first. */
  littleEndian32(value: number): void {
    this.#reserve(4);
    this.#bytes[this.#end++] = value;
    this.#bytes[this.#end++] = value >>> 8;
    this.#bytes[this.#end++] = value >>> 16;
    this.#bytes[this.#end++] = value >>> 24;
  }

  /** Writes a floating-point number of 64 bits, the lowest byte first. */
  double(value: number): void {
    this.#reserve(8);
    this.#bytes.writeDoubleLE(value, this.#end);
    this.#end += 8;
  }

  /**
   * Writes an integer of 64 bits as a varint; a negative one as its two's complement, as protobuf's `int64` has it.
   *
   * @see https://protobuf.dev/programming-guides/encoding/#varints
   */
  varint(value: number): void {
    this.#reserve(MAX_VARINT_BYTES);
    if (value >= 0 && value < TWO_TO_32) return this.#varint(value >>> 0, 0);
    const low = value >>> 0;
    this.#varint(low, Math.floor((value - low) / TWO_TO_32) >>> 0);
  }

  /** Writes a text as UTF-8, without its length. */
  text(text: string): void {
    if (text.length > LONGEST_LOOP || !this.#writeAscii(text)) this.#writeUtf8(text);
  }

  /** Writes the length of a text in bytes, and then the text as UTF-8. */
  lengthAndText(text: string): void {
    const mark = this.open();
    this.text(text);
    this.close(mark);
  }

  /**
   * Writes a `KeyValue` of two short texts of ASCII, as most attributes are: each length takes one byte, so that none has
   * to be written later. Returns `false`, and writes nothing, if they are not short, or not ASCII.
   *
   * @param tag the tag of the field that holds the pair
   */
  shortPair(tag: number, key: string, value: string): boolean {
    const texts = key.length + value.length;
    if (texts > LONGEST_PAIR) return false;
    this.#reserve(texts + PAIR_BYTES);
    const chunk = this.#bytes;
    let place = this.#end;
    chunk[place++] = tag;
    chunk[place++] = texts + PAIR_BYTES - 2;
    chunk[place++] = KEY;
    chunk[place++] = key.length;
    place = putAscii(chunk, place, key);
    if (place < 0) return false;
    chunk[place++] = VALUE;
    chunk[place++] = value.length + 2;
    chunk[place++] = STRING_VALUE;
    chunk[place++] = value.length;
    place = putAscii(chunk, place, value);
    if (place < 0) return false;
    this.#end = place;
    return true;
  }

  /** Leaves room for the length of what follows. Returns the mark by which {@link ByteWriter.close} finds it. */
  open(): number {
    this.#reserve(1);
    return this.#end++ - this.#start;
  }

  /** Writes the length of what was written since `mark` into the room before it, which grows if need be. */
  close(mark: number): void {
    const place = this.#start + mark;
    const length = this.#end - place - 1;
    if (length < 0x80) this.#bytes[place] = length;
    else this.#closeLong(place, length);
  }

  #closeLong(place: number, length: number): void {
    const more = length < 0x4000 ? 1 : length < 0x20_0000 ? 2 : length < 0x1000_0000 ? 3 : 4;
    const mark = place - this.#start;
    this.#reserve(more);
    const start = this.#start + mark;
    this.#bytes.copyWithin(start + 1 + more, start + 1, this.#end);
    const end = this.#end + more;
    this.#end = start;
    this.#varint(length, 0);
    this.#end = end;
  }

  #varint(low: number, high: number): void {
    let [rest, above] = [low, high];
    while (above > 0 || rest > 0x7f) {
      this.#bytes[this.#end++] = (rest & 0x7f) | 0x80;
      rest = ((rest >>> 7) | (above << 25)) >>> 0;
      above >>>= 7;
    }
    this.#bytes[this.#end++] = rest;
  }

  /** Writes a text of ASCII alone. Returns `false`, and writes nothing, if it has other characters. */
  #writeAscii(text: string): boolean {
    this.#reserve(text.length);
    const end = putAscii(this.#bytes, this.#end, text);
    if (end < 0) return false;
    this.#end = end;
    return true;
  }

  #writeUtf8(text: string): void {
    const length = Buffer.byteLength(text);
    this.#reserve(length);
    this.#end += this.#bytes.write(text, this.#end, length, 'utf8');
  }

  /** Makes room for `count` bytes in one chunk with the piece up to now. */
  #reserve(count: number): void {
    if (this.#end + count > this.#bytes.length) this.#moveTo(this.#nextChunk(this.length + count));
  }

  #moveTo(next: Chunk): void {
    const [last, { length }] = [this.#chunk, this];
    this.#bytes.copy(next.bytes, 0, this.#start, this.#end);
    this.#chunk = next;
    this.#bytes = next.bytes;
    this.#start = 0;
    this.#end = length;
    if (last.pieces === 0) this.#recycle(last);
  }

  #nextChunk(least: number): Chunk {
    const free = least <= CHUNK_BYTES ? this.#free.pop() : undefined;
    return free ?? { bytes: Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, 2 * least)), pieces: 0 };
  }

  #recycle(chunk: Chunk): void {
    const isUsual = chunk.bytes.length === CHUNK_BYTES;
    if (isUsual && this.#free.length < MAX_FREE_CHUNKS) this.#free.push(chunk);
  }
}

/** Puts a text of ASCII into `chunk` at `place`. Returns the place behind it; -1 if the text has other characters. */
function putAscii(chunk: Buffer, place: number, text: string): number {
  let next = place;
  for (let n = 0; n < text.length; n++) {
    const code = text.charCodeAt(n);
    if (code > 0x7f) return -1;
    chunk[next++] = code;
  }
  return next;
}
