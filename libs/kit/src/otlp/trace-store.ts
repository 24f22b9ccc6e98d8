import { EventEmitter, once } from 'node:events';
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
  /** The trace as it was last read, `undefined` once a further span has arrived. */
  trace: Trace | undefined;
}

const ARRIVAL = 'arrival';

/** Holds the latest traces: merges what several processes export of one trace, and evicts the oldest when full. */
export class TraceStore {
  readonly #limits: TraceStoreLimits;
  readonly #stored = new Map<string, StoredTrace>();
  readonly #arrivals = new EventEmitter().setMaxListeners(0);
  #bytes = 0;

  constructor(limits: TraceStoreLimits) {
    this.#limits = limits;
  }

  /** Stores spans, each once though an exporter that retries sends some twice, then reports the traces that grew. */
  add(spans: readonly DecodedSpan[]): void {
    const grown = new Set<string>();
    for (const { span, bytes } of spans) {
      if (this.#insert(span, bytes)) grown.add(span.traceId);
    }
    this.#evict();
    for (const traceId of grown) this.#arrivals.emit(traceId);
    if (grown.size > 0) this.#arrivals.emit(ARRIVAL);
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

  /** Resolves when the next new span arrives: one of `traceId`, or of any trace when it is left out. */
  async waitForArrival(signal: AbortSignal, traceId: string = ARRIVAL): Promise<void> {
    await once(this.#arrivals, traceId, { signal });
  }

  #insert(span: Span, bytes: number): boolean {
    const stored = this.#stored.get(span.traceId) ?? this.#addTrace(span.traceId);
    if (stored.spans.has(span.spanId)) return false;
    stored.spans.set(span.spanId, span);
    stored.trace = undefined;
    stored.bytes += bytes;
    this.#bytes += bytes;
    return true;
  }

  #addTrace(traceId: string): StoredTrace {
    const stored: StoredTrace = { spans: new Map(), bytes: 0, trace: undefined };
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
