import type { Decoded } from '../otlp/decoded.js';
import type { LogRecord } from '../otlp/log-record.js';
import type { Metric } from '../otlp/metric.js';
import { SpanSet } from './span-set.js';

// What objects take beside the bytes of their values, and how much longer the values themselves are in memory: measured
// by test/bench/receiver-memory.mjs, which fails when they are too low.
const ITEM_BYTES = 600;
const EXPANSION = 4;

/** What has arrived of one trace, or in one request outside of any trace. */
export class Holding {
  readonly spans = new SpanSet();
  readonly logs: LogRecord[] = [];
  readonly metrics: Metric[] = [];
  readonly #charged = new Set<object>();
  /** Which of all holdings was begun earlier: that with the lower number. */
  readonly order: number;
  #bytes = 0;

  constructor(order: number) {
    this.order = order;
  }

  /** The memory that it takes, in bytes, by estimate. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Returns the memory that an item would add, with its resource and scope where they are new here. */
  costOf({ bytes, origin }: Decoded<unknown>): number {
    const { resource, scope, resourceBytes, scopeBytes } = origin;
    return (
      memoryOf(bytes) +
      (this.#charged.has(resource) ? 0 : memoryOf(resourceBytes)) +
      (this.#charged.has(scope) ? 0 : memoryOf(scopeBytes))
    );
  }

  /** Enters the cost of an item that was added. */
  charge(item: Decoded<unknown>): void {
    this.#bytes += this.costOf(item);
    this.#charged.add(item.origin.resource).add(item.origin.scope);
  }
}

function memoryOf(bytes: number): number {
  return ITEM_BYTES + EXPANSION * bytes;
}
