import {
  type Span,
  type SpanContext,
  SpanKind,
  TraceFlags,
  type Tracer,
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
import type { NewSpan, RootSpans } from '#span/ports.js';
import { startTimed } from '#span/start-span.js';
import { RecordingTracer } from '#sdk/recorder/tracer.js';
import { SpanIds } from '#span/ids/span-ids.js';
import { UnsampledSpan } from '#span/late/unsampled-span.js';

/** A decision of head sampling or of late sampling about a local root, with the IDs that its span gets. */
export interface Decision {
  readonly traceId: string;
  readonly spanId: string;
  readonly result: SamplingResult;
}

/**
 * Head sampling. Asks the sampler about each local root before the SDK creates a span, because most local roots are
 * unsampled and need none. It is the sampler and the ID generator of the SDK as well, so that the SDK gives a
 * span that was decided on already the IDs and the decision that it has.
 */
export class RootSampling implements Sampler, IdGenerator, RootSpans {
  /** The decision on the span that the SDK is starting now. */
  #decision: Decision | undefined;
  #sampler: Sampler;
  readonly #ids: IdGenerator = new RandomIdGenerator();

  constructor(sampler: Sampler) {
    this.#sampler = sampler;
  }

  /** Makes every later span unsampled, also the spans of tracers that the application still holds. */
  stop(): void {
    this.#sampler = new AlwaysOffSampler();
  }

  start(root: NewSpan): Span {
    const { name, options } = root;
    const parent = options.root ? trace.deleteSpan(root.parent) : root.parent;
    const caller = remoteSpan(trace.getSpanContext(parent));
    const traceId = caller?.traceId ?? this.#ids.generateTraceId();
    const { kind = SpanKind.INTERNAL, attributes = {}, links = [] } = options;
    const result = this.#sampler.shouldSample(parent, traceId, name, kind, attributes, links);
    if (result.decision !== SamplingDecision.NOT_RECORD) {
      return this.startDecided(root, { traceId, spanId: this.#ids.generateSpanId(), result });
    }
    return new UnsampledSpan(root, {
      traceId,
      traceState: result.traceState ?? caller?.traceState,
      generateSpanId: this.#ids.generateSpanId,
    });
  }

  /** Starts a local root by its tracer, with the IDs and the sampling result of `decision`. */
  startDecided(root: NewSpan, decision: Decision): Span {
    if (root.tracer instanceof RecordingTracer) return startRecorded(root.tracer, root, decision);
    this.#decision = decision;
    try {
      return startTimed(root);
    } finally {
      this.#decision = undefined;
    }
  }

  shouldSample(...span: Parameters<Sampler['shouldSample']>): SamplingResult {
    return this.#decision?.result ?? this.#sampler.shouldSample(...span);
  }

  generateTraceId(): string {
    return this.#decision?.traceId ?? this.#ids.generateTraceId();
  }

  generateSpanId(): string {
    return this.#decision?.spanId ?? this.#ids.generateSpanId();
  }

  toString(): string {
    return this.#sampler.toString();
  }
}

function remoteSpan(spanContext: SpanContext | undefined): SpanContext | undefined {
  return spanContext && isSpanContextValid(spanContext) ? spanContext : undefined;
}

/** Starts a local root by a tracer of this library, which takes the ids as they are. */
function startRecorded(tracer: RecordingTracer, root: NewSpan, decision: Decision): Span {
  const { traceId, spanId, result } = decision;
  const isSampled = result.decision === SamplingDecision.RECORD_AND_SAMPLED;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  const traceState = result.traceState ?? trace.getSpanContext(root.parent)?.traceState;
  const ids = SpanIds.parse({ traceId, spanId, traceFlags, ...(traceState && { traceState }) });
  const decided = { ids, sampledAttributes: result.attributes };
  const startSpan: Tracer['startSpan'] = (name, options = {}, parent = root.parent) =>
    tracer.startDecided(name, options, parent, decided);
  return startTimed({ ...root, tracer: { startSpan } });
}
