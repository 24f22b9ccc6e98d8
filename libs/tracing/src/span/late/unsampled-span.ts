import { type Span, type SpanContext, TraceFlags, type TraceState } from '@opentelemetry/api';
import type { NewSpan } from '#span/new-span.js';
import { type Keeping, type KeptReason, ports } from '#span/ports.js';

/** What the ids of a span are made from, once somebody asks for them: most spans are dropped unseen. */
export interface UnsampledIds {
  readonly traceId: string;
  readonly traceState: TraceState | undefined;
  readonly generateSpanId: () => string;
}

const NONE: readonly KeptReason[] = [];

/** Tells the spans of every loaded copy of this package. */
const UNSAMPLED = Symbol.for('@traced/nest unsampled span');

/**
 * The first span of a trace in this process, dropped by the sampler. Nothing is recorded; but its ids
 * are what is propagated, and it knows enough to be exported after all if what it stands for fails, is
 * slow, or was kept by a callee.
 */
export class UnsampledSpan implements Span {
  private ids: SpanContext | undefined;
  private reason: KeptReason | undefined;
  /** When this process could begin to work, by `performance.now()`; `undefined` while the caller still sends its body. */
  private workableAt: number | undefined;
  /** What the work took until the first question: of a response until it began, of a call until it was over. */
  private elapsedMillis: number | undefined;
  private refused: readonly KeptReason[] = NONE;
  private hasKeptCallee = false;

  constructor(
    private readonly root: NewSpan,
    private readonly unsampled: UnsampledIds,
  ) {
    this.workableAt = root.startedAt;
  }

  get [UNSAMPLED](): true {
    return true;
  }

  spanContext(): SpanContext {
    if (this.ids) return this.ids;
    const { traceId, traceState } = this.unsampled;
    const spanId = this.unsampled.generateSpanId();
    const ids: SpanContext = { traceId, spanId, traceFlags: TraceFlags.NONE };
    if (traceState) ids.traceState = traceState;
    return (this.ids = ids);
  }

  /** The time that the caller takes to send its body makes no request slow: it is not counted. */
  awaitBody(): void {
    this.workableAt = undefined;
  }

  bodyEnded(): void {
    this.workableAt ??= performance.now();
  }

  /** A callee said that it keeps its part of this trace. */
  noteKeptCallee(): void {
    this.hasKeptCallee = true;
  }

  /** Whether the span is to be exported after all. Once it is, it stays so. */
  isKept(hasFailed: boolean): boolean {
    this.reason ??= this.reasonToKeep(hasFailed);
    return this.reason !== undefined;
  }

  /** The span to be exported in the place of this one, if there is a reason for one. */
  keep(hasFailed: boolean): Span | undefined {
    if (!this.isKept(hasFailed) || !this.reason) return undefined;
    return ports.keeping?.start(this.root, this.spanContext(), this.reason);
  }

  private reasonToKeep(hasFailed: boolean): KeptReason | undefined {
    const { keeping } = ports;
    if (!keeping) return undefined;
    const own = hasFailed ? 'error' : this.isSlow(keeping.slowMillis) ? 'slow' : undefined;
    // The callee has spent a budget of its own for the failure; another one is spent where it is the only reason.
    if (this.hasKeptCallee && this.isAdmitted(keeping, 'downstream')) return own ?? 'downstream';
    return own && this.isAdmitted(keeping, own) ? own : undefined;
  }

  private isSlow(slowMillis: number): boolean {
    this.elapsedMillis ??= this.workableAt === undefined ? 0 : performance.now() - this.workableAt;
    return this.elapsedMillis >= slowMillis;
  }

  /** A refusal holds: the response that said nothing of it has left. */
  private isAdmitted(keeping: Keeping, reason: KeptReason): boolean {
    if (this.refused.includes(reason)) return false;
    const isAdmitted = keeping.admit(reason);
    if (!isAdmitted) this.refused = [...this.refused, reason];
    return isAdmitted;
  }

  isRecording(): boolean {
    return false;
  }

  setAttribute(): this {
    return this;
  }

  setAttributes(): this {
    return this;
  }

  addEvent(): this {
    return this;
  }

  addLink(): this {
    return this;
  }

  addLinks(): this {
    return this;
  }

  setStatus(): this {
    return this;
  }

  updateName(): this {
    return this;
  }

  end(): void {}

  recordException(): void {}
}

/** Whether `span` is the first of its trace in this process and was dropped by the sampler. */
export function isUnsampledSpan(span: Span | undefined): span is UnsampledSpan {
  return span !== undefined && UNSAMPLED in span;
}

/** The span to record on: what is exported in the place of a dropped span, or `span` itself. */
export function keptSpan(span: Span, hasFailed: () => boolean): Span {
  return isUnsampledSpan(span) ? (span.keep(hasFailed()) ?? span) : span;
}
