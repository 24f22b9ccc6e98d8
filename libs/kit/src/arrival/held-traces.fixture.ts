import type { Span } from '../trace/span.js';
import { Trace } from '../trace/trace.js';
import { PendingTrace } from './pending-trace.js';
import type { Arrivals, TraceSource } from './trace-source.js';

/** A source that has what a test gives it. Its clock jumps: whatever is waited for is over at once. */
export class HeldTraces implements TraceSource {
  readonly destination = 'the spec';
  readonly #spans: Span[] = [];
  #now = 0;

  /** Adds spans, whichever trace they are of. */
  add(...spans: readonly Span[]): void {
    this.#spans.push(...spans);
  }

  trace(traceId: string): PendingTrace {
    return new PendingTrace(traceId, this);
  }

  now(): number {
    return this.#now;
  }

  observe(traceId: string): Arrivals {
    const spans = this.#spans.filter((span) => span.traceId === traceId);
    return {
      trace: spans.length > 0 ? new Trace(spans) : undefined,
      lastArrivalMillis: spans.length > 0 ? 0 : undefined,
    };
  }

  async waitForArrival(_traceId: string, withinMillis: number): Promise<boolean> {
    this.#now += withinMillis;
    return false;
  }
}
