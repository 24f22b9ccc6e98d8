import type { Span, SpanContext, TraceState } from '@opentelemetry/api';
import { hexOfTwo, randomWord, wordAt } from './hex.js';
import { TraceId } from './trace-id.js';

/**
 * The ids of a span as numbers, with the flags and the `tracestate` that go with them. The `SpanContext`, whose ids are
 * texts, is made when it is read first, as most spans are exported as bytes and never asked for it.
 */
export class SpanIds {
  readonly trace: TraceId;
  /** The first eight digits of the span id as a signed 32-bit number. */
  readonly high: number;
  /** The last eight digits of the span id as a signed 32-bit number. */
  readonly low: number;
  readonly traceFlags: number;
  readonly traceState: TraceState | undefined;
  #spanContext: SpanContext | undefined;

  private constructor(
    trace: TraceId,
    high: number,
    low: number,
    traceFlags: number,
    traceState: TraceState | undefined,
    spanContext?: SpanContext,
  ) {
    this.trace = trace;
    this.high = high;
    this.low = low;
    this.traceFlags = traceFlags;
    this.traceState = traceState;
    this.#spanContext = spanContext;
  }

  /** Draws the id of a new span of a trace. */
  static random(trace: TraceId, traceFlags: number, traceState?: TraceState): SpanIds {
    const high = randomWord();
    // Only zeros are no span id: https://www.w3.org/TR/trace-context/#parent-id
    return new SpanIds(trace, high, randomWord() || 1, traceFlags, traceState);
  }

  /** Draws the id of a new span in the trace of `parent`, with its flags and its `tracestate`. */
  static below(parent: SpanIds): SpanIds {
    return SpanIds.random(parent.trace, parent.traceFlags, parent.traceState);
  }

  /** Draws a span id as 16 hexadecimal digits, for a span that is never exported as bytes. */
  static randomText(): string {
    return hexOfTwo(randomWord(), randomWord() || 1);
  }

  /** Reads the valid ids of a span of another process or of another SDK. */
  static parse(spanContext: SpanContext): SpanIds {
    const { traceId, spanId, traceFlags, traceState } = spanContext;
    const trace = TraceId.parse(traceId);
    const [high, low] = [wordAt(spanId, 0), wordAt(spanId, 8)];
    return new SpanIds(trace, high, low, traceFlags, traceState, spanContext);
  }

  /** Whether the span belongs to another process. */
  get isRemote(): boolean {
    return this.#spanContext?.isRemote === true;
  }

  /** The ids as OpenTelemetry has them, in one object that is the same at each reading. */
  get spanContext(): SpanContext {
    return (this.#spanContext ??= this.#createSpanContext());
  }

  #createSpanContext(): SpanContext {
    const { traceFlags, traceState } = this;
    const spanId = hexOfTwo(this.high, this.low);
    const spanContext: SpanContext = { traceId: this.trace.text, spanId, traceFlags };
    if (traceState) spanContext.traceState = traceState;
    return spanContext;
  }
}

/** The key of {@link SpanIds} on a span that this library records, which every loaded copy of the package shares. */
export const IDS: unique symbol = Symbol.for('@traced/nest ids');

/** Returns the ids of a span that this library records in this process; `undefined` for any other span. */
export function recordedIdsOf(span: Span & { readonly [IDS]?: SpanIds }): SpanIds | undefined {
  return span[IDS];
}
