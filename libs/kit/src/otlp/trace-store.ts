import { EventEmitter, once } from 'node:events';
import type { Span } from '../trace/span.js';
import { Trace } from '../trace/trace.js';
import type { DecodedSpan } from './decode-trace-request.js';

export interface TraceStoreLimits {
  readonly maxTraces: number;
  readonly maxBytes: number;
}

interface StoredTrace {
  readonly spans: Map<string, Span>;
  bytes: number;
  /** Made when it is asked for, dropped when a span arrives. */
  trace: Trace | undefined;
}

const ARRIVAL = 'arrival';

/** Holds the latest traces, merges what several processes export of one, and evicts the oldest trace when full. */
export class TraceStore {
  readonly #limits: TraceStoreLimits;
  readonly #stored = new Map<string, StoredTrace>();
  readonly #arrivals = new EventEmitter().setMaxListeners(0);
  #bytes = 0;

  constructor(limits: TraceStoreLimits) {
    this.#limits = limits;
  }

  /** Stores each span once: an exporter that retries sends some twice. */
  add(spans: readonly DecodedSpan[]): void {
    const grown = new Set<string>();
    for (const { span, bytes } of spans) {
      if (this.#insert(span, bytes)) grown.add(span.traceId);
    }
    this.#evict();
    for (const traceId of grown) this.#arrivals.emit(traceId);
    if (grown.size > 0) this.#arrivals.emit(ARRIVAL);
  }

  get(traceId: string): Trace | undefined {
    const stored = this.#stored.get(traceId);
    return stored && (stored.trace ??= new Trace([...stored.spans.values()]));
  }

  /** Every trace held, by its first arrival, oldest first. */
  traces(): Trace[] {
    return [...this.#stored.keys()].flatMap((traceId) => this.get(traceId) ?? []);
  }

  /** Resolves at the next arrival, of a span of `traceId` when it is given. */
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
