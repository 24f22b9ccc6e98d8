/** A span that a service has announced at its start. */
export interface AnnouncedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly service: string;
  /** The name that the span had when it started. */
  readonly name: string;
}

/** The announced spans of one trace. */
export interface InFlight {
  /** The spans that have started and not ended, in the order in which they started. */
  readonly running: readonly AnnouncedSpan[];
  /** The spans that have ended, and that their services are about to export. */
  readonly ended: readonly AnnouncedSpan[];
  /** When the last start or end was announced, in milliseconds of the clock of the ledger. */
  readonly lastAnnouncementMillis: number;
  /** The running spans whose process has closed its connection: they will not end. */
  readonly abandoned: readonly AnnouncedSpan[];
}

interface Entry {
  readonly span: AnnouncedSpan;
  /** The connection over which the start was announced. */
  readonly stream: object;
  ended: boolean;
}

interface TraceEntries {
  readonly spans: Map<string, Entry>;
  lastAnnouncementMillis: number;
}

/** How many traces a ledger remembers, and the clock by which it dates announcements. */
export interface LedgerOptions {
  readonly maxTraces: number;
  readonly now: () => number;
  /** Called with the id of the trace after each announcement. */
  readonly onAnnouncement: (traceId: string) => void;
}

/**
 * Holds which spans services have started and ended, by what they announce, so that a trace is known to be complete as
 * soon as it is. It forgets the traces that were begun first when it holds more than `maxTraces`.
 */
export class Ledger {
  readonly #options: LedgerOptions;
  readonly #traces = new Map<string, TraceEntries>();
  readonly #closed = new WeakSet<object>();

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** Enters a span that has started; `stream` stands for the connection that announced it. */
  started(span: AnnouncedSpan, stream: object): void {
    const entry = { span, stream, ended: false };
    this.#touch(span.traceId).spans.set(span.spanId, entry);
    this.#options.onAnnouncement(span.traceId);
  }

  /** Enters the end of a span. An end without a start is entered as a span without a name. */
  ended(span: Omit<AnnouncedSpan, 'name'>, stream: object): void {
    const { spans } = this.#touch(span.traceId);
    const entry = spans.get(span.spanId);
    if (entry) entry.ended = true;
    else spans.set(span.spanId, { span: { name: '', ...span }, stream, ended: true });
    this.#options.onAnnouncement(span.traceId);
  }

  /** Enters that a connection is gone, and with it the process whose running spans it announced. */
  closed(stream: object): void {
    this.#closed.add(stream);
  }

  /** Returns the announced spans of a trace, `undefined` when none was announced. */
  inFlight(traceId: string): InFlight | undefined {
    const trace = this.#traces.get(traceId);
    if (!trace) return undefined;
    const entries = [...trace.spans.values()];
    const running = entries.filter(({ ended }) => !ended);
    return {
      running: running.map(({ span }) => span),
      ended: entries.filter(({ ended }) => ended).map(({ span }) => span),
      abandoned: running.filter(({ stream }) => this.#closed.has(stream)).map(({ span }) => span),
      lastAnnouncementMillis: trace.lastAnnouncementMillis,
    };
  }

  #touch(traceId: string): TraceEntries {
    const now = this.#options.now();
    const trace = this.#traces.get(traceId) ?? { spans: new Map(), lastAnnouncementMillis: now };
    trace.lastAnnouncementMillis = now;
    this.#traces.set(traceId, trace);
    const [oldest] = this.#traces.keys();
    if (this.#traces.size > this.#options.maxTraces && oldest !== undefined) {
      this.#traces.delete(oldest);
    }
    return trace;
  }
}
