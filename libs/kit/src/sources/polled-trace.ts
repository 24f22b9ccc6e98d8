import { setTimeout as sleep } from 'node:timers/promises';
import type { Arrivals, TraceSource } from '../arrival/trace-source.js';
import type { Span } from '../trace/span.js';
import type { Trace } from '../trace/trace.js';
import { pauseMillis } from './retry.js';
import { tracesOf } from './traces-of.js';

const POLL_MILLIS = 100;

/** A large trace takes long to read: the pauses between two reads are this many times as long as a read. */
const PAUSE_PER_READ = 5;

/** Reads the spans of a trace that a place holds now; `undefined` when they are those of the last read. */
export type ReadSpans = (traceId: string) => Promise<readonly Span[] | undefined>;

/** A single trace as a place that does not report arrivals had it when it was last read. */
export class PolledTrace implements TraceSource {
  readonly destination: string;
  readonly #read: ReadSpans;
  #trace: Trace | undefined;
  #lastArrivalMillis: number | undefined;
  #nextPollAt = 0;
  #failures = 0;
  #losses: readonly string[] = [];
  /** How often something has changed that a verdict depends on. */
  #changes = 0;
  #polling: Promise<void> | undefined;

  constructor(destination: string, read: ReadSpans) {
    this.destination = destination;
    this.#read = read;
  }

  now(): number {
    return performance.now();
  }

  observe(): Arrivals {
    return {
      trace: this.#trace,
      lastArrivalMillis: this.#lastArrivalMillis,
      losses: this.#losses,
    };
  }

  async waitForArrival(traceId: string, withinMillis: number): Promise<boolean> {
    const deadline = this.now() + withinMillis;
    const before = this.#changes;
    while (this.#nextPollAt < deadline) {
      await sleep(Math.max(0, this.#nextPollAt - this.now()));
      // Another caller may have polled meanwhile.
      if (this.now() >= this.#nextPollAt) await this.#poll(traceId);
      if (this.#changes > before) return true;
    }
    await sleep(Math.max(0, deadline - this.now()));
    // A time in which nothing was read is not a quiet one.
    if (this.#trace && this.#failures === 0) await this.#poll(traceId);
    return this.#changes > before;
  }

  /** Reads the trace, once for all who wait. */
  async #poll(traceId: string): Promise<void> {
    this.#polling ??= this.#readOnce(traceId);
    try {
      await this.#polling;
    } finally {
      this.#polling = undefined;
    }
  }

  async #readOnce(traceId: string): Promise<void> {
    const start = this.now();
    try {
      const spans = await this.#read(traceId);
      const end = this.now();
      this.#nextPollAt = Math.max(start + POLL_MILLIS, end + PAUSE_PER_READ * (end - start));
      this.#recover();
      if (spans) this.#accept(traceId, spans);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const pause = pauseMillis(error, this.#failures + 1);
    if (pause === undefined || !(error instanceof Error)) throw error;
    if (this.#failures === 0) this.#changes++;
    this.#failures++;
    this.#nextPollAt = this.now() + pause;
    this.#losses = [error.message.replace(/\.?$/, '.')];
  }

  #recover(): void {
    if (this.#failures > 0) this.#changes++;
    this.#failures = 0;
    this.#losses = [];
  }

  // Fewer spans than before mean that the place has evicted the trace, so the earlier ones stay.
  #accept(traceId: string, spans: readonly Span[]): void {
    const trace = tracesOf(spans).find((each) => each.traceId === traceId);
    if (!trace || trace.spans.length <= (this.#trace?.spans.length ?? 0)) return;
    this.#trace = trace;
    this.#lastArrivalMillis = this.now();
    this.#changes++;
  }
}
