import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { ByteWriter, type Piece } from '#sdk/recorder/otlp/byte-writer.js';
import type { OtlpEncoding } from '#sdk/recorder/otlp/otlp-encoding.js';
import type { SpanFields } from '#sdk/recorder/otlp/span-fields.js';
import { Batch, type EncodedSpan } from './batch.js';

/** The most spans and the most bytes that wait for their export. */
export interface Capacity {
  readonly spans: number;
  readonly bytes: number;
}

/**
 * The spans that wait for their export, as bytes. A span is encoded when it is added, and nothing else of it stays in
 * memory. The places of the bytes are columns of numbers, as an object for each waiting span would outlive V8's young
 * generation, which V8 enlarges for that.
 */
export class EncodedSpans {
  readonly #chunks: (Piece['chunk'] | undefined)[] = [];
  readonly #starts: number[] = [];
  readonly #lengths: number[] = [];
  readonly #resources: (Resource | undefined)[] = [];
  readonly #scopes: (InstrumentationScope | undefined)[] = [];
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
    const place = this.#place(this.#size);
    this.#chunks[place] = chunk;
    this.#starts[place] = start;
    this.#lengths[place] = length;
    this.#resources[place] = span.resource;
    this.#scopes[place] = span.instrumentationScope;
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
      const span = this.#at(this.#place(spans.length));
      bytes += span.length;
      if (bytes > maxBytes && spans.length > 0) break;
      spans.push(span);
    }
    return new Batch(spans, this.#encoding);
  }

  removeOldest(count: number): void {
    for (let left = Math.min(count, this.#size); left > 0; left--) {
      const place = this.#first;
      const span = this.#at(place);
      this.#bytes -= span.length;
      this.#writer.release(span);
      this.#chunks[place] = undefined;
      this.#resources[place] = undefined;
      this.#scopes[place] = undefined;
      this.#first = this.#place(1);
      this.#size--;
    }
  }

  #at(place: number): EncodedSpan {
    return {
      chunk: this.#chunks[place] as Piece['chunk'],
      start: this.#starts[place] as number,
      length: this.#lengths[place] as number,
      resource: this.#resources[place] as Resource,
      scope: this.#scopes[place] as InstrumentationScope,
    };
  }

  /** Returns the index of the span that is `distance` behind the oldest one. */
  #place(distance: number): number {
    return (this.#first + distance) % this.capacity.spans;
  }
}
