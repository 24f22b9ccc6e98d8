import type { Span } from '@opentelemetry/api';
import type { IdGenerator, Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { RecordingTracer } from '#sdk/recorder/tracer.js';
import { SpanIds } from '#span/ids/span-ids.js';
import { TraceId } from '#span/ids/trace-id.js';
import { UnsampledSpan } from '#span/late/unsampled-span.js';
import type { NewSpan, RootSpans } from '#span/ports.js';
import { startTimed } from '#span/start-span.js';
import { ALWAYS_OFF } from './constant-sampler.js';
import { type OwnSampler, toOwnSampler } from './own-sampler.js';
import { RootQuestion } from './root-question.js';
import { isRefusal } from '#sdk/recorder/sampling-results.js';

/** A decision of head sampling or of late sampling about a local root, with the IDs that its span gets. */
export interface Decision {
  readonly ids: SpanIds;
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
  #sampler: OwnSampler;

  constructor(sampler: Sampler) {
    this.#sampler = toOwnSampler(sampler);
  }

  /** Makes every later span unsampled, also the spans of tracers that the application still holds. */
  stop(): void {
    this.#sampler = ALWAYS_OFF;
  }

  start(root: NewSpan): Span {
    const question = new RootQuestion(root);
    const result = this.#sampler.decide(question);
    if (result.traceState) question.traceState = result.traceState;
    if (isRefusal(result)) return new UnsampledSpan(root, question);
    return this.startDecided(root, { ids: question.drawIds(result), result });
  }

  /** Starts a local root by its tracer, with the IDs and the sampling result of `decision`. */
  startDecided(root: NewSpan, decision: Decision): Span {
    const { tracer } = root;
    return tracer instanceof RecordingTracer
      ? startRecorded(tracer, root, decision)
      : this.#startByApi(root, decision);
  }

  /** Starts a local root by a tracer of the SDK, which asks for the decision and for the IDs. */
  #startByApi(root: NewSpan, decision: Decision): Span {
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
    return this.#decision?.ids.trace.text ?? TraceId.random().text;
  }

  generateSpanId(): string {
    return this.#decision?.ids.spanContext.spanId ?? SpanIds.randomText();
  }

  toString(): string {
    return this.#sampler.toString();
  }
}

/** Starts a local root by a tracer of this library, which takes the IDs as numbers. */
function startRecorded(tracer: RecordingTracer, root: NewSpan, { ids, result }: Decision): Span {
  const decided = { ids, sampledAttributes: result.attributes };
  return startTimed(root, undefined, {
    startSpan: (name, options = {}, parent = root.parent) =>
      tracer.startDecided(name, options, parent, decided),
  });
}
