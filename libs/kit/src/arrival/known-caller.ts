import type { Trace } from '../trace/trace.js';
import type { Arrivals, TraceSource } from './trace-source.js';

/** A source whose traces know the span that stands for the sender of their requests. */
export class KnownCaller implements TraceSource {
  readonly #source: TraceSource;
  readonly #spanId: string;
  readonly #called = new WeakMap<Trace, Trace>();

  constructor(source: TraceSource, spanId: string) {
    this.#source = source;
    this.#spanId = spanId;
  }

  get destination(): string {
    return this.#source.destination;
  }

  now(): number {
    return this.#source.now();
  }

  observe(traceId: string): Arrivals {
    const arrivals = this.#source.observe(traceId);
    return { ...arrivals, trace: arrivals.trace && this.#call(arrivals.trace) };
  }

  waitForArrival(traceId: string, withinMillis: number): Promise<boolean> {
    return this.#source.waitForArrival(traceId, withinMillis);
  }

  neighbours(trace: Trace): readonly Trace[] {
    return this.#source.neighbours?.(trace) ?? [];
  }

  #call(trace: Trace): Trace {
    const called = this.#called.get(trace) ?? trace.calledBy(this.#spanId);
    this.#called.set(trace, called);
    return called;
  }
}
