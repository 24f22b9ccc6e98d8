import { type Span, type SpanContext, TraceFlags, type TraceState } from '@opentelemetry/api';
import {
  type LateCandidate,
  type LateReason,
  type NewSpan,
  type Outcome,
  ports,
} from '#span/ports.js';
import { endSpan } from '#span/start-span.js';

/** The parts of the IDs of an unsampled span. Its span ID is generated when it is read first; most never are. */
export interface UnsampledIds {
  readonly traceId: string;
  readonly traceState: TraceState | undefined;
  readonly generateSpanId: () => string;
}

/** Marks the unsampled spans of all copies of this package in the process, such as the ESM and the CommonJS build. */
const UNSAMPLED = Symbol.for('@traced/nest unsampled span');

const NONE: readonly LateReason[] = [];

/**
 * A local root that the sampler said no to. It records nothing and decides nothing, but its IDs are propagated,
 * and it remembers what late sampling decides by.
 */
export class UnsampledSpan implements Span, LateCandidate {
  lateReason: LateReason | undefined;
  readonly #ids: UnsampledIds;
  #spanContext: SpanContext | undefined;
  /** When the work began, by `performance.now()`; `undefined` while the client still sends the request's body. */
  #workingSince: number | undefined;
  #workMillis: number | undefined;
  #isCalleeExported = false;
  #refused = NONE;

  constructor(
    readonly root: NewSpan,
    ids: UnsampledIds,
  ) {
    this.#ids = ids;
    this.#workingSince = root.startedAt;
  }

  get [UNSAMPLED](): true {
    return true;
  }

  spanContext(): SpanContext {
    return (this.#spanContext ??= createSpanContext(this.#ids));
  }

  get workMillis(): number {
    if (this.#workMillis !== undefined) return this.#workMillis;
    return this.#workingSince === undefined ? 0 : performance.now() - this.#workingSince;
  }

  /** Stops the clock until the request's body has arrived: a client that sends slowly makes no request slow. */
  awaitBody(): void {
    this.#workingSince = undefined;
  }

  /** Starts the clock again. */
  receiveBody(): void {
    this.#workingSince ??= performance.now();
  }

  stopClock(): void {
    this.#workMillis ??= this.workMillis;
  }

  get isCalleeExported(): boolean {
    return this.#isCalleeExported;
  }

  /** Remembers that a callee has answered that it exports its part of the trace. */
  rememberExportedCallee(): void {
    this.#isCalleeExported = true;
  }

  isRefused(reason: LateReason): boolean {
    return this.#refused.includes(reason);
  }

  refuse(reason: LateReason): void {
    this.#refused = [...this.#refused, reason];
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

function createSpanContext({ traceId, traceState, generateSpanId }: UnsampledIds): SpanContext {
  const ids: SpanContext = { traceId, spanId: generateSpanId(), traceFlags: TraceFlags.NONE };
  if (traceState) ids.traceState = traceState;
  return ids;
}

/** Whether `span` is a local root that the sampler said no to. */
export function isUnsampledSpan(span: Span | undefined): span is UnsampledSpan {
  return span !== undefined && UNSAMPLED in span;
}

/** How the work of a span ended, and what its span says of that. */
export interface WorkOutcome extends Outcome {
  /** Sets attributes and the status of the recorded span. Never called for a span that is not exported. */
  describe(span: Span): void;
}

/** The outcome of work that did not fail and of which there is nothing to say. */
export const NO_FAILURE: WorkOutcome = { hasFailed: () => false, describe() {} };

/**
 * Describes and ends the span of work that has ended. An unsampled span is exported in this moment if late
 * sampling decides so; if not, nothing of it remains.
 */
export function finish(span: Span, outcome: WorkOutcome): void {
  const recorded = isUnsampledSpan(span) ? reviveIfDue(span, outcome) : span;
  if (!recorded) return;
  try {
    if (recorded.isRecording()) outcome.describe(recorded);
  } finally {
    endSpan(recorded);
  }
}

function reviveIfDue(span: UnsampledSpan, outcome: Outcome): Span | undefined {
  const { lateSampling } = ports;
  const decision = lateSampling?.decide(span, outcome);
  return decision && lateSampling?.revive(span, decision);
}
