import { setTimeout as sleep } from 'node:timers/promises';
import type { TraceSource } from '../trace/pending-trace.js';
import type { Span } from '../trace/span.js';
import { Trace } from '../trace/trace.js';
import { fetchSpans } from './fetch-spans.js';

const POLL_MILLIS = 100;

/** One trace, as far as Jaeger has it. */
export class JaegerTrace implements TraceSource {
  readonly destination: string;
  readonly #jaeger: string;
  #trace: Trace | undefined;
  #nextAsk = 0;

  constructor(jaeger: string) {
    this.destination = `the Jaeger at ${jaeger}`;
    this.#jaeger = jaeger;
  }

  current(): Trace | undefined {
    return this.#trace;
  }

  async changed(traceId: string, signal: AbortSignal): Promise<void> {
    const seen = this.#trace;
    while (this.#trace === seen) {
      await sleep(Math.max(0, this.#nextAsk - performance.now()), undefined, { signal });
      this.#nextAsk = performance.now() + POLL_MILLIS;
      this.#take(await fetchSpans(this.#jaeger, traceId, signal));
    }
  }

  // Fewer spans than before are no news: Jaeger has evicted the trace.
  #take(spans: readonly Span[]): void {
    const distinct = unique(spans);
    if (distinct.length > (this.#trace?.spans.length ?? 0)) this.#trace = new Trace(distinct);
  }
}

/** Each span once: an exporter that retries sends some twice, and Jaeger may keep both. */
function unique(spans: readonly Span[]): Span[] {
  return [...new Map(spans.map((span) => [span.spanId, span])).values()];
}
