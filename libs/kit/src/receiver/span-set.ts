import { isDeepStrictEqual } from 'node:util';
import type { Span } from '../trace/span.js';
import { Trace } from '../trace/trace.js';

/** The most spans of one id that are held: a broken generator of ids could fill the memory with them otherwise. */
export const MAX_SPANS_PER_ID = 16;

/** How a span relates to those of a trace that have arrived before. */
export type Novelty = 'new' | 'repeated' | 'duplicate' | 'surplus';

/** The spans of one trace as far as they have arrived. */
export class SpanSet {
  readonly #spans: Span[] = [];
  readonly #byId = new Map<string, Span>();
  readonly #duplicates = new Map<string, Span[]>();
  #trace: WeakRef<Trace> | undefined;
  #lastArrivalMillis: number | undefined;

  get size(): number {
    return this.#spans.length;
  }

  /** When the last span was added, by `performance.now()`; `undefined` before the first. */
  get lastArrivalMillis(): number | undefined {
    return this.#lastArrivalMillis;
  }

  /**
   * Compares a span with those of its id: it is `new`, `repeated` because an exporter has tried again, a `duplicate` that
   * has the id of another span, or one duplicate too many.
   */
  compare(span: Span): Novelty {
    const first = this.#byId.get(span.spanId);
    if (!first) return 'new';
    const others = this.#duplicates.get(span.spanId) ?? [];
    if ([first, ...others].some((other) => isDeepStrictEqual(other, span))) return 'repeated';
    return others.length + 1 < MAX_SPANS_PER_ID ? 'duplicate' : 'surplus';
  }

  add(span: Span): void {
    this.#spans.push(span);
    this.#trace = undefined;
    this.#lastArrivalMillis = performance.now();
    if (!this.#byId.has(span.spanId)) this.#byId.set(span.spanId, span);
    else this.#duplicates.set(span.spanId, [...(this.#duplicates.get(span.spanId) ?? []), span]);
  }

  /** Returns the spans as a trace, `undefined` while there are none; the same one until a further span has come. */
  toTrace(): Trace | undefined {
    const made = this.#trace?.deref();
    if (made || this.size === 0) return made;
    const trace = new Trace(this.#spans);
    // The nodes of a trace take as much memory as its spans, so that they are left to those who read them.
    this.#trace = new WeakRef(trace);
    return trace;
  }
}
