import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** A queue of spans with a bound in spans and one in bytes. Its arrays grow once and are used again. */
export class SpanRing {
  readonly #spans: (ReadableSpan | undefined)[] = [];
  readonly #sizes: number[] = [];
  #first = 0;
  #length = 0;
  #total = 0;

  constructor(
    readonly capacity: number,
    readonly capacityBytes = Infinity,
  ) {}

  get size(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#total;
  }

  /**
   * Adds a span, unless there is no room. Returns whether it was added.
   *
   * @param bytes the number of bytes that the span takes
   */
  push(span: ReadableSpan, bytes = 0): boolean {
    if (this.#length === this.capacity || this.#total + bytes > this.capacityBytes) return false;
    const place = this.#place(this.#length);
    this.#spans[place] = span;
    this.#sizes[place] = bytes;
    this.#length++;
    this.#total += bytes;
    return true;
  }

  /**
   * Returns the oldest `count` spans, or as many as fit into `maxBytes`, but at least one. They stay in
   * the queue.
   */
  oldest(count: number, maxBytes = Infinity): ReadableSpan[] {
    const end = this.#first + this.#countWithin(Math.min(count, this.#length), maxBytes);
    const tail = this.#spans.slice(this.#first, end) as ReadableSpan[];
    if (end <= this.capacity) return tail;
    return tail.concat(this.#spans.slice(0, end - this.capacity) as ReadableSpan[]);
  }

  removeOldest(count: number): void {
    const removed = Math.min(count, this.#length);
    for (let n = 0; n < removed; n++) {
      this.#total -= this.#sizes[this.#first] ?? 0;
      this.#spans[this.#first] = undefined;
      this.#first = this.#place(1);
    }
    this.#length -= removed;
  }

  #countWithin(count: number, maxBytes: number): number {
    if (this.#total <= maxBytes) return count;
    let bytes = 0;
    for (let n = 0; n < count; n++) {
      bytes += this.#sizes[this.#place(n)] ?? 0;
      if (bytes > maxBytes) return Math.max(n, 1);
    }
    return count;
  }

  /** Returns the index of the span that is `distance` behind the oldest one. */
  #place(distance: number): number {
    const place = this.#first + distance;
    return place < this.capacity ? place : place - this.capacity;
  }
}
