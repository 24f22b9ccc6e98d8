import { Ledger } from '../arrival/ledger.js';
import type { Arrivals, TraceSource } from '../arrival/trace-source.js';
import { Wakeups } from '../arrival/wakeups.js';
import type { Span } from '../trace/span.js';
import { Trace } from '../trace/trace.js';
import type { DecodedSpan } from './decode-trace-request.js';

/** How much a store holds; above either limit it evicts its oldest trace. */
export interface TraceStoreLimits {
  readonly maxTraces: number;
  /** The bytes of spans, as they came over the wire. */
  readonly maxBytes: number;
}

interface StoredTrace {
  readonly spans: Map<string, Span>;
  bytes: number;
  lastArrivalMillis: number;
  /** The trace as it was last read, `undefined` once a further span has arrived. */
  trace: Trace | undefined;
}

/** The key that is woken by spans of any trace. */
const ANY_TRACE = '';

/** Holds the latest traces: merges what several processes export of one trace, and evicts the oldest when full. */
export class TraceStore {
  readonly #limits: TraceStoreLimits;
  readonly #stored = new Map<string, StoredTrace>();
  readonly #wakeups = new Wakeups();
  /** The spans that services announce while they run. */
  readonly ledger: Ledger;
  #bytes = 0;

  constructor(limits: TraceStoreLimits) {
    this.#limits = limits;
    this.ledger = new Ledger({
      maxTraces: limits.maxTraces,
      now: () => performance.now(),
      onAnnouncement: (traceId) => this.#wakeups.wake(traceId),
    });
  }

  /** Stores spans, each once though an exporter that retries sends some twice, then reports the traces that grew. */
  add(spans: readonly DecodedSpan[]): void {
    const grown = new Set<string>();
    for (const { span, bytes } of spans) {
      if (this.#insert(span, bytes)) grown.add(span.traceId);
    }
    this.#evict();
    for (const traceId of grown) this.#wakeups.wake(traceId);
    if (grown.size > 0) this.#wakeups.wake(ANY_TRACE);
  }

  /** Returns the trace as far as it has arrived, `undefined` before its first span. */
  get(traceId: string): Trace | undefined {
    const stored = this.#stored.get(traceId);
    return stored && (stored.trace ??= new Trace([...stored.spans.values()]));
  }

  /** Returns every trace that the store holds, in the order in which their first spans arrived. */
  traces(): Trace[] {
    return [...this.#stored.keys()].flatMap((traceId) => this.get(traceId) ?? []);
  }

  /** Returns the store as a source of traces; `destination` names what services export to. */
  source(destination: string): TraceSource {
    return {
      destination,
      now: () => performance.now(),
      observe: (traceId) => this.#observe(traceId),
      waitForArrival: (traceId, withinMillis) => this.#wakeups.wait(traceId, withinMillis),
      neighbours: (trace) => this.traces().filter((other) => overlaps(other, trace)),
    };
  }

  /**
   * Waits for the next new span of any trace, for at most `withinMillis`.
   * @returns Whether one arrived; `false` when the time was over before.
   */
  waitForAny(withinMillis: number): Promise<boolean> {
    return this.#wakeups.wait(ANY_TRACE, withinMillis);
  }

  #observe(traceId: string): Arrivals {
    return {
      trace: this.get(traceId),
      lastArrivalMillis: this.#stored.get(traceId)?.lastArrivalMillis,
      inFlight: this.ledger.inFlight(traceId),
    };
  }

  #insert(span: Span, bytes: number): boolean {
    const stored = this.#stored.get(span.traceId) ?? this.#addTrace(span.traceId);
    if (stored.spans.has(span.spanId)) return false;
    stored.spans.set(span.spanId, span);
    stored.trace = undefined;
    stored.lastArrivalMillis = performance.now();
    stored.bytes += bytes;
    this.#bytes += bytes;
    return true;
  }

  #addTrace(traceId: string): StoredTrace {
    const stored: StoredTrace = {
      spans: new Map(),
      bytes: 0,
      lastArrivalMillis: performance.now(),
      trace: undefined,
    };
    this.#stored.set(traceId, stored);
    return stored;
  }

  #evict(): void {
    const { maxTraces, maxBytes } = this.#limits;
    for (const [traceId, { bytes }] of this.#stored) {
      if (this.#stored.size <= maxTraces && this.#bytes <= maxBytes) return;
      this.#stored.delete(traceId);
      this.#bytes -= bytes;
    }
  }
}

function overlaps(other: Trace, trace: Trace): boolean {
  return (
    other.traceId !== trace.traceId &&
    other.startTimeUnixNano <= trace.endTimeUnixNano &&
    other.endTimeUnixNano >= trace.startTimeUnixNano
  );
}
