import { Ledger } from '../arrival/ledger.js';
import { Wakeups } from '../arrival/wakeups.js';
import type { Decoded, DecodedRequest, Refusal } from '../otlp/decoded.js';
import type { LogRecord } from '../otlp/log-record.js';
import type { Metric } from '../otlp/metric.js';
import type { Span } from '../trace/span.js';
import type { Trace } from '../trace/trace.js';
import { Holding } from './holding.js';
import { Losses } from './losses.js';
import { Oddities } from './oddities.js';
import { MAX_SPANS_PER_ID } from './span-set.js';

/** How much a store holds; above either limit it evicts what arrived first. */
export interface StoreLimits {
  readonly maxTraces: number;
  /** The memory of spans, log records and metrics in bytes, by estimate. */
  readonly maxBytes: number;
}

/** Holdings by their keys, in the order in which they were begun. */
type Shelf = Map<string, Holding>;

/** The key that is woken by spans of any trace. */
const ANY_TRACE = '';

/**
 * Holds the latest traces, log records and metrics: merges what several processes export of one trace, and evicts the
 * oldest when full. It remembers what it has lost of which trace.
 */
export class Store {
  readonly #limits: StoreLimits;
  readonly #traces: Shelf = new Map();
  /** What belongs to no trace, by request. */
  readonly #others: Shelf = new Map();
  readonly #losses = new Losses();
  readonly #wakeups = new Wakeups();
  /** The spans that services announce while they run. */
  readonly ledger: Ledger;
  /** What came and could not be taken, or was not as it should be. */
  readonly oddities = new Oddities();
  #bytes = 0;
  #begun = 0;

  constructor(limits: StoreLimits) {
    this.#limits = limits;
    this.ledger = new Ledger({
      maxTraces: limits.maxTraces,
      now: () => performance.now(),
      onAnnouncement: (traceId) => this.#wakeups.wake(traceId),
    });
  }

  /**
   * Stores spans, then reports the traces that grew. A span that is sent again is stored once; a different one with the
   * same id is stored as well.
   * @returns Why each span that is not stored was refused, as whole sentences.
   */
  addSpans({ items, refusals }: DecodedRequest<Span>): string[] {
    const grown = new Set<string>();
    const refused: Refusal[] = [...refusals];
    for (const decoded of items) {
      const { traceId } = decoded.item;
      const reason = this.#addSpan(decoded, grown);
      if (reason !== undefined) refused.push({ traceId, reason });
    }
    for (const { traceId, reason } of refused) {
      if (traceId !== undefined) this.#losses.refused(traceId, reason);
    }
    for (const traceId of grown) this.#wakeups.wake(traceId);
    if (grown.size > 0) this.#wakeups.wake(ANY_TRACE);
    return refused.map(({ reason }) => reason);
  }

  /** Stores log records. @returns Why each record that is not stored was refused, as whole sentences. */
  addLogs({ items, refusals }: DecodedRequest<LogRecord>): string[] {
    const request = this.#nextKey();
    return [
      ...refusals.map(({ reason }) => reason),
      ...items.flatMap((decoded) => {
        const { traceId } = decoded.item;
        const shelf = traceId === undefined ? this.#others : this.#traces;
        const add = ({ logs }: Holding): unknown => logs.push(decoded.item);
        return this.#put(shelf, traceId ?? request, decoded, add) ?? [];
      }),
    ];
  }

  /** Stores metrics. @returns Why each metric that is not stored was refused, as whole sentences. */
  addMetrics({ items, refusals }: DecodedRequest<Metric>): string[] {
    const request = this.#nextKey();
    return [
      ...refusals.map(({ reason }) => reason),
      ...items.flatMap((decoded) => {
        const add = ({ metrics }: Holding): unknown => metrics.push(decoded.item);
        return this.#put(this.#others, request, decoded, add) ?? [];
      }),
    ];
  }

  /** Returns the trace as far as it has arrived, `undefined` before its first span. */
  get(traceId: string): Trace | undefined {
    return this.#traces.get(traceId)?.spans.toTrace();
  }

  /** Returns every trace that the store holds, in the order in which they began to arrive. */
  traces(): Trace[] {
    return Array.from(this.#traces.values(), ({ spans }) => spans.toTrace()).filter(
      (trace) => trace !== undefined,
    );
  }

  /** Returns the log records of a trace in the order in which they arrived, or all of them, trace by trace. */
  logs(traceId?: string): LogRecord[] {
    if (traceId !== undefined) return [...(this.#traces.get(traceId)?.logs ?? [])];
    return this.#holdings().flatMap(({ logs }) => logs);
  }

  /** Returns the metrics of this name, or all that the store holds, in the order in which they arrived. */
  metrics(name?: string): Metric[] {
    const metrics = this.#holdings().flatMap((holding) => holding.metrics);
    return name === undefined ? metrics : metrics.filter((metric) => metric.name === name);
  }

  /** Returns what the store has evicted or refused of a trace, as whole sentences; none when it has all that was sent. */
  losses(traceId: string): string[] {
    return this.#losses.describe(traceId);
  }

  /** Returns when a span of the trace last arrived, by `performance.now()`; `undefined` while none is held. */
  lastArrivalMillis(traceId: string): number | undefined {
    return this.#traces.get(traceId)?.spans.lastArrivalMillis;
  }

  /**
   * Waits for the next new span or announcement of a trace, for at most `withinMillis`.
   * @returns Whether one arrived; `false` when the time was over before.
   */
  waitForTrace(traceId: string, withinMillis: number): Promise<boolean> {
    return this.#wakeups.wait(traceId, withinMillis);
  }

  /** Waits for the next new span of any trace, as {@link waitForTrace} does. */
  waitForAny(withinMillis: number): Promise<boolean> {
    return this.#wakeups.wait(ANY_TRACE, withinMillis);
  }

  #addSpan(decoded: Decoded<Span>, grown: Set<string>): string | undefined {
    const { traceId, spanId } = decoded.item;
    const novelty = this.#traces.get(traceId)?.spans.compare(decoded.item) ?? 'new';
    if (novelty === 'repeated') return undefined;
    if (novelty === 'surplus') return `${MAX_SPANS_PER_ID} spans have the id ${spanId} already.`;
    const add = ({ spans }: Holding): unknown => spans.add(decoded.item);
    const refusal = this.#put(this.#traces, traceId, decoded, add);
    if (refusal !== undefined) return refusal;
    if (novelty === 'duplicate') {
      this.oddities.record(`Different spans of trace ${traceId} have the id ${spanId}.`);
    }
    grown.add(traceId);
    return undefined;
  }

  /** Adds an item to the holding at `key`. @returns Why it was refused, `undefined` when it was not. */
  #put(
    shelf: Shelf,
    key: string,
    decoded: Decoded<unknown>,
    add: (holding: Holding) => void,
  ): string | undefined {
    const holding = shelf.get(key) ?? new Holding(this.#begun++);
    const cost = holding.costOf(decoded);
    // What is larger than all there is would evict everything else, and not fit in the end.
    if (holding.bytes + cost > this.#limits.maxBytes) {
      return `It is as large as the receiver allows. ${this.#boundOf('maxBytes')}`;
    }
    while (this.#bytes + cost > this.#limits.maxBytes) this.#evictOldest(holding);
    shelf.set(key, holding);
    if (this.#traces.size > this.#limits.maxTraces) this.#evict(this.#traces, holding, 'maxTraces');
    add(holding);
    holding.charge(decoded);
    this.#bytes += cost;
    return undefined;
  }

  #evictOldest(except: Holding): void {
    const [trace, other] = [oldest(this.#traces, except), oldest(this.#others, except)];
    const isTrace = trace && (!other || trace[1].order < other[1].order);
    this.#evict(isTrace ? this.#traces : this.#others, except, 'maxBytes');
  }

  #evict(shelf: Shelf, except: Holding, limit: keyof StoreLimits): void {
    const [key, holding] = oldest(shelf, except) ?? [];
    if (key === undefined || !holding) return;
    shelf.delete(key);
    this.#bytes -= holding.bytes;
    const { size } = holding.spans;
    if (size > 0) this.#losses.evicted(key, size, this.#boundOf(limit));
  }

  #boundOf(limit: keyof StoreLimits): string {
    const unit = limit === 'maxTraces' ? 'traces' : 'bytes';
    return `The receiver holds at most ${this.#limits[limit]} ${unit}; raise ${limit}.`;
  }

  #holdings(): Holding[] {
    const all = [...this.#traces.values(), ...this.#others.values()];
    return all.toSorted((a, b) => a.order - b.order);
  }

  #nextKey(): string {
    return `request ${this.#begun++}`;
  }
}

/** Returns the holding that was begun first, with its key, other than `except`. */
function oldest(shelf: Shelf, except: Holding): [key: string, holding: Holding] | undefined {
  for (const entry of shelf) if (entry[1] !== except) return entry;
  return undefined;
}
