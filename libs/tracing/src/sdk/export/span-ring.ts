import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** Spans in the order in which they came, at most `capacity`; the array grows once and is used again. */
export class SpanRing {
  private readonly spans: (ReadableSpan | undefined)[] = [];
  private first = 0;
  private length = 0;

  constructor(readonly capacity: number) {}

  get size(): number {
    return this.length;
  }

  /** @returns whether there was room */
  push(span: ReadableSpan): boolean {
    if (this.length === this.capacity) return false;
    this.spans[this.place(this.length)] = span;
    this.length++;
    return true;
  }

  /** The oldest `count` spans, which stay. */
  oldest(count: number): ReadableSpan[] {
    const end = this.first + Math.min(count, this.length);
    const tail = this.spans.slice(this.first, end) as ReadableSpan[];
    if (end <= this.capacity) return tail;
    return tail.concat(this.spans.slice(0, end - this.capacity) as ReadableSpan[]);
  }

  removeOldest(count: number): void {
    const removed = Math.min(count, this.length);
    for (let n = 0; n < removed; n++) {
      this.spans[this.first] = undefined;
      this.first = this.place(1);
    }
    this.length -= removed;
  }

  /** The place of the span that is `distance` behind the oldest one. */
  private place(distance: number): number {
    const place = this.first + distance;
    return place < this.capacity ? place : place - this.capacity;
  }
}
