import { setTimeout as sleep } from 'node:timers/promises';
import type { TraceSource } from '../arrival/pending-trace.js';
import type { Span } from '../trace/span.js';
import { Trace } from '../trace/trace.js';
import { fetchSpans } from './fetch-spans.js';

const POLL_MILLIS = 100;

/** A single trace as Jaeger had it when it was last polled. */
export class JaegerTrace implements TraceSource {
  readonly destination: string;
  readonly #jaeger: string;
  #trace: Trace | undefined;
  #nextPollAt = 0;

  constructor(jaeger: string) {
    this.destination = `the Jaeger at ${jaeger}`;
    this.#jaeger = jaeger;
  }

  current(): Trace | undefined {
    return this.#trace;
  }

  async waitForArrival(traceId: string, signal: AbortSignal): Promise<void> {
    const before = this.#trace;
    while (this.#trace === before) {
      await sleep(Math.max(0, this.#nextPollAt - performance.now()), undefined, { signal });
      this.#nextPollAt = performance.now() + POLL_MILLIS;
      this.#accept(await fetchSpans(this.#jaeger, traceId, signal));
    }
  }

  // Fewer spans than before mean that Jaeger has evicted the trace, so the earlier ones stay.
  #accept(spans: readonly Span[]): void {
    const distinct = deduplicate(spans);
    if (distinct.length > (this.#trace?.spans.length ?? 0)) this.#trace = new Trace(distinct);
  }
}

/** Returns each span once: an exporter that retries sends some twice, and Jaeger may store both. */
function deduplicate(spans: readonly Span[]): Span[] {
  return [...new Map(spans.map((span) => [span.spanId, span])).values()];
}
