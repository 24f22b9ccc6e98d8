import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { copyText } from '#span/capture/cut-text.js';

/**
 * The largest batch in bytes: a gRPC server takes as much by default, and serializing it blocks for a
 * short time.
 */
export const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/* The bytes that V8 takes in addition to texts, measured on Node 24 and rounded up. */
const SPAN_BYTES = 1_024;
const EVENT_BYTES = 256;
const LINK_BYTES = 384;
const ATTRIBUTE_BYTES = 48;
const ELEMENT_BYTES = 16;
/** The most bytes that V8 takes for a character; in a text without wide characters it takes one. */
const CHARACTER_BYTES = 2;

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

/**
 * Returns the approximate number of bytes of memory that a span takes, and no fewer. Replaces each
 * value that the SDK has cut by a copy, as a slice of a text holds the whole text in V8's memory.
 *
 * @param cutLength the number of characters to which the SDK cuts values
 */
export function bytesOf(span: ReadableSpan, cutLength: number): number {
  const { name, status, attributes, events, links } = span;
  let bytes = SPAN_BYTES + textBytes(name) + textBytes(status.message);
  bytes += textBytes(span.spanContext().traceState?.serialize());
  bytes += attributesBytes(attributes, cutLength);
  for (const event of events) {
    bytes += EVENT_BYTES + textBytes(event.name) + attributesBytes(event.attributes, cutLength);
  }
  for (const link of links) bytes += LINK_BYTES + attributesBytes(link.attributes, cutLength);
  return bytes;
}

function attributesBytes(attributes: Attributes | undefined, cutLength: number): number {
  let bytes = 0;
  for (const key in attributes) {
    const value = attributes[key];
    if (typeof value === 'string' && value.length === cutLength) attributes[key] = copyText(value);
    bytes += ATTRIBUTE_BYTES + textBytes(key) + valueBytes(value, cutLength);
  }
  return bytes;
}

/** Returns the bytes of an attribute's value, in which the SDK allows lists and objects of any depth. */
function valueBytes(value: unknown, cutLength: number): number {
  if (typeof value === 'string') return textBytes(value);
  if (typeof value !== 'object' || value === null) return 0;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (!Array.isArray(value)) return attributesBytes(value as Attributes, cutLength);
  let bytes = 0;
  for (const [index, element] of value.entries()) {
    if (typeof element === 'string' && element.length === cutLength)
      value[index] = copyText(element);
    bytes += ELEMENT_BYTES + valueBytes(element, cutLength);
  }
  return bytes;
}

function textBytes(text: string | undefined): number {
  return text === undefined ? 0 : CHARACTER_BYTES * text.length;
}
