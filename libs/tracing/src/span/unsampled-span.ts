import { type Span, type SpanContext, TraceFlags, type TraceState } from '@opentelemetry/api';
import type { NewSpan } from './new-span.js';
import { ports } from './registry.js';
import type { KeptReason } from './root-spans.js';

/** What the ids of a span are made from, once somebody asks for them: most spans are dropped unseen. */
export interface UnsampledIds {
  readonly traceId: string;
  readonly traceState: TraceState | undefined;
  readonly generateSpanId: () => string;
}

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
  /** What it took until it was first asked for a reason: a response until it began, a call until it was over. */
  private elapsedMillis: number | undefined;
  private isRefused = false;
  private hasKeptCallee = false;

  constructor(
    private readonly root: NewSpan,
    private readonly unsampled: UnsampledIds,
  ) {}

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
    this.elapsedMillis ??= performance.now() - this.root.startedAt;
    const isSlow = this.elapsedMillis >= keeping.slowMillis;
    const own = hasFailed ? 'error' : isSlow ? 'slow' : undefined;
    // What a callee has kept is followed in any case: it counts where it was kept first.
    if (this.hasKeptCallee) return own ?? 'downstream';
    if (!own || this.isRefused) return undefined;
    this.isRefused = !keeping.admit();
    return this.isRefused ? undefined : own;
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
