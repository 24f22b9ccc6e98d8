import { type AnnouncedSpan, Ledger } from '../arrival/ledger.js';
import type { Arrivals, TraceSource } from '../arrival/trace-source.js';
import { Wakeups } from '../arrival/wakeups.js';
import type { Span } from '../trace/span.js';
import { Trace } from '../trace/trace.js';
import type { ReadableSpan } from './readable-span.js';

/** What a recorder has recorded, as a source of traces. It knows of each span when it starts, so that no wait is in vain. */
export class RecorderSource implements TraceSource {
  readonly destination = 'the recorder of this process';
  readonly #spans: () => readonly Span[];
  readonly #wakeups = new Wakeups();
  readonly #lastArrivals = new Map<string, number>();
  readonly #ledger = new Ledger({
    maxTraces: Infinity,
    now: () => this.now(),
    onAnnouncement: (traceId) => this.#wakeups.wake(traceId),
  });

  /** @param spans returns all spans that have ended */
  constructor(spans: () => readonly Span[]) {
    this.#spans = spans;
  }

  /** Enters a span that has started. */
  started(span: ReadableSpan): void {
    this.#ledger.started({ ...identityOf(span), name: span.name }, this);
  }

  /** Enters a span that has ended, once it is among the spans. */
  ended(span: ReadableSpan): void {
    const identity = identityOf(span);
    this.#lastArrivals.set(identity.traceId, this.now());
    this.#ledger.ended(identity, this);
  }

  now(): number {
    return performance.now();
  }

  observe(traceId: string): Arrivals {
    const spans = this.#spans().filter((span) => span.traceId === traceId);
    return {
      trace: spans.length > 0 ? new Trace(spans) : undefined,
      lastArrivalMillis: this.#lastArrivals.get(traceId),
      inFlight: this.#ledger.inFlight(traceId),
    };
  }

  waitForArrival(traceId: string, withinMillis: number): Promise<boolean> {
    return this.#wakeups.wait(traceId, withinMillis);
  }
}

function identityOf(span: ReadableSpan): Omit<AnnouncedSpan, 'name'> {
  const { traceId, spanId } = span.spanContext();
  return { traceId, spanId, service: String(span.resource.attributes['service.name']) };
}
