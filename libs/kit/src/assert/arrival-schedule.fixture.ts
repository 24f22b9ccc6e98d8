import * as fc from 'fast-check';
import { Ledger } from '../arrival/ledger.js';
import { PendingTrace } from '../arrival/pending-trace.js';
import type { Arrivals, TraceSource } from '../arrival/trace-source.js';
import type { Span } from '../trace/span.js';
import { type PlannedSpan, TRACE_ID, makeSpans } from '../trace/trace.fixture.js';
import { Trace } from '../trace/trace.js';

/** Something that happens to a source at a moment: a span starts, ends, or arrives. */
interface Happening {
  readonly atMillis: number;
  readonly kind: 'start' | 'end' | 'arrival';
  readonly span: Span;
}

/** A trace, and when what of it reaches the source. */
export interface Schedule {
  readonly whole: Trace;
  readonly happenings: readonly Happening[];
}

/** A source in which a schedule takes place, on a clock that moves only while somebody waits. */
export class ScheduledSource implements TraceSource {
  readonly destination = 'http://127.0.0.1:4317';
  readonly #happenings: Happening[];
  readonly #announces: boolean;
  readonly #arrived = new Map<string, Span>();
  readonly #ledger = new Ledger({ maxTraces: 1, now: () => this.#now, onAnnouncement: () => {} });
  #now = 0;
  #lastArrivalMillis: number | undefined;

  constructor({ happenings }: Schedule, { announces }: { readonly announces: boolean }) {
    const relevant = happenings.filter(({ kind }) => announces || kind === 'arrival');
    this.#happenings = relevant.toSorted((a, b) => a.atMillis - b.atMillis);
    this.#announces = announces;
  }

  get trace(): PendingTrace {
    return new PendingTrace(TRACE_ID, this);
  }

  now(): number {
    return this.#now;
  }

  observe(traceId: string): Arrivals {
    return {
      trace: this.#arrived.size > 0 ? new Trace([...this.#arrived.values()]) : undefined,
      lastArrivalMillis: this.#lastArrivalMillis,
      inFlight: this.#announces ? this.#ledger.inFlight(traceId) : undefined,
    };
  }

  async waitForArrival(_traceId: string, withinMillis: number): Promise<boolean> {
    const [next] = this.#happenings;
    if (!next || next.atMillis > this.#now + withinMillis) {
      this.#now += withinMillis;
      return false;
    }
    this.#happenings.shift();
    this.#now = Math.max(this.#now, next.atMillis);
    this.#apply(next);
    return true;
  }

  #apply({ kind, span }: Happening): void {
    const announced = { traceId: TRACE_ID, spanId: span.spanId, service: 'orders' };
    if (kind === 'start') this.#ledger.started({ ...announced, name: span.name }, this);
    if (kind === 'end') this.#ledger.ended(announced, this);
    if (kind !== 'arrival' || this.#arrived.has(span.spanId)) return;
    this.#arrived.set(span.spanId, span);
    this.#lastArrivalMillis = this.#now;
  }
}

const NAMES = ['GET', 'SELECT', 'publish'];
const SERVICES = ['orders', 'users'];

/** A span with a random duration, whose children start while it runs, or at most `maxGapMillis` after it has ended. */
interface GrowingSpan {
  readonly name: string;
  readonly service: string;
  readonly durationMillis: number;
  readonly startsAt: number;
  readonly gapMillis: number;
  readonly isLate: boolean;
  readonly children: readonly GrowingSpan[];
}

const growing = (maxGapMillis: number): fc.Arbitrary<GrowingSpan> =>
  fc.letrec<{ node: GrowingSpan }>((tie) => ({
    node: fc.record({
      name: fc.constantFrom(...NAMES),
      service: fc.constantFrom(...SERVICES),
      durationMillis: fc.integer({ min: 0, max: 200 }),
      startsAt: fc.double({ min: 0, max: 1, noNaN: true }),
      gapMillis: fc.integer({ min: 0, max: maxGapMillis }),
      isLate: fc.boolean(),
      children: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constant([]),
        fc.array(tie('node'), { maxLength: 4 }),
      ),
    }),
  })).node;

function plan(span: GrowingSpan, startMillis: number): PlannedSpan {
  const endMillis = startMillis + span.durationMillis;
  return {
    service: span.service,
    name: span.name,
    at: [startMillis, endMillis],
    flags: 0x101,
    children: span.children.map((child) =>
      plan(
        child,
        child.isLate
          ? endMillis + child.gapMillis
          : startMillis + Math.floor(child.startsAt * span.durationMillis),
      ),
    ),
  };
}

/** How late spans reach the source. */
export interface ScheduleBounds {
  /** The longest time between the end of a span and the start of a child, in milliseconds. */
  readonly maxGapMillis: number;
  /** The longest time between the end of a span and its arrival, in milliseconds. */
  readonly maxExportMillis: number;
}

/** Generates schedules: spans of several services, in batches of their own, late, shuffled, and some of them twice. */
export function schedules({
  maxGapMillis,
  maxExportMillis,
}: ScheduleBounds): fc.Arbitrary<Schedule> {
  const delays = fc.array(fc.integer({ min: 0, max: maxExportMillis }), {
    minLength: 40,
    maxLength: 40,
  });
  const isRepeated = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 });
  return fc.tuple(growing(maxGapMillis), delays, isRepeated).map(([root, delay, repeated]) => {
    const spans = makeSpans(plan(root, 0)).map((span) =>
      span.parentSpanId === undefined ? { ...span, flags: 1 } : span,
    );
    const happenings = spans.flatMap((span, index): Happening[] => {
      const start = millisOf(span.startTimeUnixNano);
      const end = millisOf(span.endTimeUnixNano);
      const atMillis = end + (delay[index % 40] ?? 0);
      const arrival: Happening = { kind: 'arrival', span, atMillis };
      return [
        { kind: 'start', span, atMillis: start },
        { kind: 'end', span, atMillis: end },
        arrival,
        ...(repeated[index % 40] ? [{ ...arrival, atMillis: atMillis + 20 }] : []),
      ];
    });
    const describe = (): string =>
      happenings
        .map(
          ({ kind, span, atMillis }) => `${atMillis} ${kind} ${span.spanId.slice(-2)} ${span.name}`,
        )
        .join(', ');
    return { whole: new Trace(spans), happenings, [fc.toStringMethod]: describe };
  });
}

function millisOf(nanos: bigint): number {
  return Number((nanos - 1_795_000_000_000_000_000n) / 1_000_000n);
}
