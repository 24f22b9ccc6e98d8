import {
  type Attributes,
  type Context,
  type Link,
  type SpanContext,
  SpanKind,
  TraceFlags,
  type TraceState,
} from '@opentelemetry/api';
import type { SamplingResult } from '@opentelemetry/sdk-trace';
import { randomWord } from '#span/ids/hex.js';
import { SpanIds } from '#span/ids/span-ids.js';
import { TraceId } from '#span/ids/trace-id.js';
import type { UnsampledIds } from '#span/late/unsampled-span.js';
import type { NewSpan } from '#span/ports.js';
import { isSampled } from '#sdk/recorder/sampling-results.js';
import { type SamplingQuestion, parentIn } from './sampling-question.js';

/**
 * The question whether a local root is sampled. One object is the question and then holds the ids of the root, as most
 * roots are unsampled, and then need neither a text nor another object.
 */
export class RootQuestion implements SamplingQuestion, UnsampledIds {
  readonly parent: SpanContext | undefined;
  /** The `tracestate` of the root, which a sampler may replace. */
  traceState: TraceState | undefined;
  readonly #root: NewSpan;
  #checksum: number | undefined;
  #trace: TraceId | undefined;

  constructor(root: NewSpan) {
    this.#root = root;
    this.parent = parentIn(root.parent);
    this.traceState = this.parent?.traceState;
  }

  get context(): Context {
    return this.#root.parent;
  }

  get spanName(): string {
    return this.#root.name;
  }

  get spanKind(): SpanKind {
    return this.#root.options.kind ?? SpanKind.INTERNAL;
  }

  get attributes(): Attributes {
    return this.#root.options.attributes ?? {};
  }

  get links(): Link[] {
    return this.#root.options.links ?? [];
  }

  get traceId(): string {
    return this.parent ? this.parent.traceId : this.trace.text;
  }

  /** For a trace that begins here a random number, to which the trace id is drawn when it is read. */
  get checksum(): number {
    return (this.#checksum ??= this.parent ? this.trace.checksum : randomWord());
  }

  /** The trace id as numbers. */
  get trace(): TraceId {
    return (this.#trace ??= this.parent
      ? TraceId.parse(this.parent.traceId)
      : TraceId.random(this.#checksum));
  }

  generateSpanId(): string {
    return SpanIds.randomText();
  }

  /** Draws the ids of the root, which is recorded, and sampled as `result` says. */
  drawIds(result: SamplingResult): SpanIds {
    const flags = isSampled(result) ? TraceFlags.SAMPLED : TraceFlags.NONE;
    return SpanIds.random(this.trace, flags, this.traceState);
  }
}
