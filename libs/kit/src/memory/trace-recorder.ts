import { PendingTrace } from '../arrival/pending-trace.js';
import { label } from '../trace/printable.js';
import type { Span } from '../trace/span.js';
import { toTraceId } from '../trace/trace-id.js';
import { Trace } from '../trace/trace.js';
import { TraceCountError } from './errors.js';
import type { ReadableSpan } from './readable-span.js';
import { RecorderSource } from './recorder-source.js';
import { SeededIdGenerator } from './seeded-id-generator.js';
import { SteppedClock } from './stepped-clock.js';
import { toSpan } from './to-span.js';

/** What makes recorded traces the same from run to run. */
export interface TraceRecorderOptions {
  /** What the ids are made from. Default `'traced'`. */
  readonly seed?: string;
  /** The milliseconds by which the clock advances each time that a span starts, has an event, or ends. Default 1. */
  readonly stepMillis?: number;
}

/** The part of an SDK's `SpanProcessor` that it calls. */
export interface RecordingProcessor<Recorded> {
  onStart(span: object, parentContext?: unknown): void;
  onEnd(span: Recorded): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/**
 * Records the spans of this process in memory, for unit tests: without a server, and without waiting. Its clock advances by
 * a step each time that a span starts or ends, and by nothing else, so that the traces of the same work are equal.
 *
 * `recordTraces` makes one that works without an SDK. To record what an SDK makes, give it the processor and the generator:
 * its spans keep what they say but for their times, and their events are dated at their end.
 *
 * @example
 * const recorder = new TraceRecorder();
 * const { spanProcessor, idGenerator } = recorder;
 * trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [spanProcessor], idGenerator }));
 */
export class TraceRecorder<Recorded extends ReadableSpan = ReadableSpan> {
  /** A span processor for the SDK. */
  readonly spanProcessor: RecordingProcessor<Recorded> = {
    onStart: (span) => this.#start(span),
    onEnd: (span) => this.#end(span),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  /** An id generator for the SDK. Without it, the ids of an SDK are random, as ever. */
  readonly idGenerator: SeededIdGenerator;
  /** The clock that dates the spans. */
  readonly clock: SteppedClock;
  readonly #starts = new WeakMap<object, bigint>();
  #finished = new Set<Recorded>();
  #spans: Span[] = [];
  #started = 0;
  #source = new RecorderSource(() => this.#spans);

  constructor({ seed = 'traced', stepMillis = 1 }: TraceRecorderOptions = {}) {
    this.idGenerator = new SeededIdGenerator(seed);
    this.clock = new SteppedClock(stepMillis);
  }

  /** The number of spans that have started, whether they have ended or not. */
  get started(): number {
    return this.#started;
  }

  /** The spans that have ended, as the SDK has made them, in the order of their ends. */
  get finished(): readonly Recorded[] {
    return [...this.#finished];
  }

  /** Returns the traces of the spans that have ended, in the order in which their first spans started. */
  traces(): Trace[] {
    const byStart = this.#spans.toSorted((a, b) =>
      Number(a.startTimeUnixNano - b.startTimeUnixNano),
    );
    return [...Map.groupBy(byStart, ({ traceId }) => traceId).values()].map(
      (spans) => new Trace(spans),
    );
  }

  /**
   * Returns the one trace that was recorded.
   * @throws {TraceCountError} when none or several were.
   */
  trace(): Trace;
  /**
   * Returns the trace of this id, which need not have been recorded yet, in part or at all. So a recorder is a source for
   * `captureTrace`, as an `OtlpReceiver` is.
   * @throws {InvalidTraceIdError} when `traceId` is not 32 hex digits.
   */
  trace(traceId: string): PendingTrace;
  trace(traceId?: string): Trace | PendingTrace {
    if (traceId !== undefined) return new PendingTrace(toTraceId(traceId), this.#source);
    const traces = this.traces();
    const [trace] = traces;
    if (trace && traces.length === 1) return trace;
    throw new TraceCountError(traces.map(({ root }) => label(root)));
  }

  /** Forgets what was recorded, and sets ids and clock to their beginning. */
  reset(): void {
    this.#finished = new Set();
    this.#spans = [];
    this.#started = 0;
    this.#source = new RecorderSource(() => this.#spans);
    this.idGenerator.reset();
    this.clock.reset();
  }

  #start(span: object): void {
    this.#started += 1;
    this.#starts.set(span, this.clock.tick());
    this.#source.started(span as Recorded);
  }

  #end(span: Recorded): void {
    if (this.#finished.has(span)) return;
    const end = this.clock.tick();
    const start = this.#starts.get(span) ?? end;
    this.#finished.add(span);
    this.#spans.push(toSpan(span, { start, end }));
    this.#source.ended(span);
  }
}
