import { ByteWriter } from '#sdk/otlp/byte-writer.js';
import type { OtlpEncoding } from '#sdk/otlp/otlp-encoding.js';
import type { SpanFields } from '#sdk/otlp/span-fields.js';
import { Batch, type EncodedSpan } from './batch.js';

/** The most spans and the most bytes that wait for their export. */
export interface Capacity {
  readonly spans: number;
  readonly bytes: number;
}

/**
 * The spans that wait for their export, as bytes. A span is encoded when it is added, so that nothing else of it stays in
 * memory.
 */
export class EncodedSpans {
  readonly #spans: (EncodedSpan | undefined)[] = [];
  #first = 0;
  #size = 0;
  #bytes = 0;
  readonly #writer = new ByteWriter();
  readonly #encoding: OtlpEncoding;
  readonly capacity: Capacity;

  constructor(encoding: OtlpEncoding, capacity: Capacity) {
    this.#encoding = encoding;
    this.capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }

  /** The number of bytes that the spans take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a span, unless there is no room. Returns whether it was added. */
  add(span: SpanFields): boolean {
    if (this.#size >= this.capacity.spans) return false;
    this.#writer.begin();
    this.#encoding.writeSpan(this.#writer, span);
    if (this.#bytes + this.#writer.length > this.capacity.bytes) return false;
    const { chunk, start, length } = this.#writer.take();
    const { resource, instrumentationScope: scope } = span;
    this.#spans[this.#place(this.#size)] = { chunk, start, length, resource, scope };
    this.#size++;
    this.#bytes += length;
    return true;
  }

  /**
   * Returns the oldest `count` spans, or as many as fit into `maxBytes`, but at least one. They stay here until they are
   * removed, and the batch is valid as long.
   */
  oldest(count: number, maxBytes = Infinity): Batch {
    const spans: EncodedSpan[] = [];
    let bytes = 0;
    while (spans.length < Math.min(count, this.#size)) {
      const span = this.#spans[this.#place(spans.length)] as EncodedSpan;
      bytes += span.length;
      if (bytes > maxBytes && spans.length > 0) break;
      spans.push(span);
    }
    return new Batch(spans, this.#encoding);
  }

  removeOldest(count: number): void {
    for (let left = Math.min(count, this.#size); left > 0; left--) {
      const span = this.#spans[this.#first] as EncodedSpan;
      this.#bytes -= span.length;
      this.#writer.release(span);
      this.#spans[this.#first] = undefined;
      this.#first = this.#place(1);
      this.#size--;
    }
  }

  /** Returns the index of the span that is `distance` behind the oldest one. */
  #place(distance: number): number {
    return (this.#first + distance) % this.capacity.spans;
  }
}
