import {
  type Span,
  type SpanContext,
  SpanKind,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  type IdGenerator,
  RandomIdGenerator,
  type Sampler,
  SamplingDecision,
  type SamplingResult,
} from '@opentelemetry/sdk-trace';
import { ATTR_SAMPLING_KEPT } from '#span/attributes.js';
import { type NewSpan, startTimed } from '#span/new-span.js';
import type { KeptReason, RootSpans } from '#span/ports.js';
import { UnsampledSpan } from '#span/late/unsampled-span.js';

interface Decision {
  readonly traceId: string;
  readonly spanId: string;
  readonly result: SamplingResult;
}

/**
 * Asks the sampler about the first span of a trace before the SDK makes one: most are dropped, and for
 * these there is no need to make one. Stands between the SDK and its sampler and ids, so that a span
 * that is decided already gets the ids and the decision that it has.
 */
export class RootSampling implements Sampler, IdGenerator, RootSpans {
  private decision: Decision | undefined;
  private readonly ids: IdGenerator = new RandomIdGenerator();

  constructor(private sampler: Sampler) {}

  /** Drops every span from now on: those, too, of tracers that the application has kept. */
  stop(): void {
    this.sampler = new AlwaysOffSampler();
  }

  start(root: NewSpan): Span {
    const { name, options } = root;
    const parent = options.root ? trace.deleteSpan(root.parent) : root.parent;
    const caller = remoteSpan(trace.getSpanContext(parent));
    const traceId = caller?.traceId ?? this.ids.generateTraceId();
    const { kind = SpanKind.INTERNAL, attributes = {}, links = [] } = options;
    const result = this.sampler.shouldSample(parent, traceId, name, kind, attributes, links);
    if (result.decision !== SamplingDecision.NOT_RECORD) {
      return this.startAs(root, { traceId, spanId: this.ids.generateSpanId(), result });
    }
    return new UnsampledSpan(root, {
      traceId,
      traceState: result.traceState ?? caller?.traceState,
      generateSpanId: this.ids.generateSpanId,
    });
  }

  /** Starts a span that was dropped, as one that is exported. */
  keep(root: NewSpan, { traceId, spanId, traceState }: SpanContext, reason: KeptReason): Span {
    const result: SamplingResult = {
      decision: SamplingDecision.RECORD_AND_SAMPLED,
      attributes: { [ATTR_SAMPLING_KEPT]: reason },
      ...(traceState && { traceState }),
    };
    return this.startAs(root, { traceId, spanId, result });
  }

  private startAs(root: NewSpan, decision: Decision): Span {
    this.decision = decision;
    try {
      return startTimed(root);
    } finally {
      this.decision = undefined;
    }
  }

  shouldSample(...span: Parameters<Sampler['shouldSample']>): SamplingResult {
    return this.decision?.result ?? this.sampler.shouldSample(...span);
  }

  generateTraceId(): string {
    return this.decision?.traceId ?? this.ids.generateTraceId();
  }

  generateSpanId(): string {
    return this.decision?.spanId ?? this.ids.generateSpanId();
  }

  toString(): string {
    return this.sampler.toString();
  }
}

function remoteSpan(spanContext: SpanContext | undefined): SpanContext | undefined {
  return spanContext && isSpanContextValid(spanContext) ? spanContext : undefined;
}
