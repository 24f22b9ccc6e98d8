import { setTimeout as sleep } from 'node:timers/promises';
import type { Arrivals, TraceSource } from '../arrival/trace-source.js';
import type { Span } from '../trace/span.js';
import { Trace } from '../trace/trace.js';
import { fetchSpans } from './fetch-spans.js';

const POLL_MILLIS = 100;

/** A large trace takes long to read: the pauses between two reads are this many times as long as a read. */
const PAUSE_PER_READ = 5;

/** A single trace as Jaeger had it when it was last polled. */
export class JaegerTrace implements TraceSource {
  readonly destination: string;
  readonly #jaeger: string;
  #trace: Trace | undefined;
  #lastArrivalMillis: number | undefined;
  #nextPollAt = 0;

  constructor(jaeger: string) {
    this.destination = `the Jaeger at ${jaeger}`;
    this.#jaeger = jaeger;
  }

  now(): number {
    return performance.now();
  }

  observe(): Arrivals {
    return { trace: this.#trace, lastArrivalMillis: this.#lastArrivalMillis };
  }

  async waitForArrival(traceId: string, withinMillis: number): Promise<boolean> {
    const deadline = this.now() + withinMillis;
    while (this.#nextPollAt < deadline) {
      await sleep(Math.max(0, this.#nextPollAt - this.now()));
      if (await this.#poll(traceId)) return true;
    }
    await sleep(Math.max(0, deadline - this.now()));
    return false;
  }

  async #poll(traceId: string): Promise<boolean> {
    const start = this.now();
    const spans = await fetchSpans(this.#jaeger, traceId);
    const end = this.now();
    this.#nextPollAt = Math.max(start + POLL_MILLIS, end + PAUSE_PER_READ * (end - start));
    return this.#accept(spans);
  }

  // Fewer spans than before mean that Jaeger has evicted the trace, so the earlier ones stay.
  #accept(spans: readonly Span[]): boolean {
    const distinct = deduplicate(spans);
    if (distinct.length <= (this.#trace?.spans.length ?? 0)) return false;
    this.#trace = new Trace(distinct);
    this.#lastArrivalMillis = this.now();
    return true;
  }
}

/** Returns each span once: an exporter that retries sends some twice, and Jaeger may store both. */
function deduplicate(spans: readonly Span[]): Span[] {
  return [...new Map(spans.map((span) => [span.spanId, span])).values()];
}
