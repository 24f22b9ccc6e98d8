import {
  type Attributes,
  type Context,
  INVALID_SPAN_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  context,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import { cleanAttributes } from '@opentelemetry/core';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { isTracingSuppressed } from '#span/context/suppression.js';
import { SpanIds } from '#span/ids/span-ids.js';
import { TraceId } from '#span/ids/trace-id.js';
import { RecordedSpan, type SpanOrigin } from './recorded-span.js';
import { isRefusal, isSampled } from './sampling-results.js';
import { validLink } from './valid-link.js';

/** How the tracers of one provider decide which spans are recorded. */
export interface Sampling {
  readonly sampler: Sampler;
  /** Whether the sampler samples every span below a sampled one of this process, so that it need not be asked. */
  readonly followsLocalParent: boolean;
}

/** A span that is recorded by a decision that was made before: its ids, and the attributes of the sampler. */
export interface DecidedSpan {
  readonly ids: SpanIds;
  readonly sampledAttributes?: Attributes | undefined;
}

const NO_LIMITS = { attributeCountLimit: Infinity, attributeValueLengthLimit: Infinity };

/** Starts the spans of one instrumentation scope. */
export class RecordingTracer implements Tracer {
  readonly #origin: SpanOrigin;
  readonly #sampling: Sampling;

  constructor(origin: SpanOrigin, sampling: Sampling) {
    this.#origin = origin;
    this.#sampling = sampling;
  }

  startSpan(name: string, options: SpanOptions = {}, around: Context = context.active()): Span {
    const parentContext = options.root ? trace.deleteSpan(around) : around;
    if (isTracingSuppressed(parentContext)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    const parent = trace.getSpan(parentContext);
    if (parent instanceof RecordedSpan && this.#follows(parent.ids)) {
      const ids = SpanIds.below(parent.ids);
      return this.#record(name, options, parentContext, parent.ids, { ids });
    }
    return this.#startAsked(name, options, parentContext, parent && idsOf(parent));
  }

  /** Records a span about which a sampler has decided already. */
  startDecided(name: string, options: SpanOptions, around: Context, decided: DecidedSpan): Span {
    const parentContext = options.root ? trace.deleteSpan(around) : around;
    const parent = trace.getSpan(parentContext);
    return this.#record(name, options, parentContext, parent && idsOf(parent), decided);
  }

  startActiveSpan<F extends (span: Span) => unknown>(name: string, run: F): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    options: SpanOptions,
    run: F,
  ): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    options: SpanOptions,
    around: Context,
    run: F,
  ): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    ...args: [F] | [SpanOptions, F] | [SpanOptions, Context, F]
  ): ReturnType<F> {
    const run = args[args.length - 1] as F;
    const options = args.length > 1 ? (args[0] as SpanOptions) : undefined;
    const around = (args.length > 2 ? (args[1] as Context) : undefined) ?? context.active();
    const span = this.startSpan(name, options, around);
    return context.with(trace.setSpan(around, span), () => run(span)) as ReturnType<F>;
  }

  #follows({ traceFlags }: SpanIds): boolean {
    return this.#sampling.followsLocalParent && (traceFlags & TraceFlags.SAMPLED) !== 0;
  }

  #startAsked(
    name: string,
    options: SpanOptions,
    parentContext: Context,
    parentIds: SpanIds | undefined,
  ): Span {
    const traceId = parentIds?.trace ?? TraceId.random();
    const result = this.#ask(name, options, parentContext, traceId);
    const flags = isSampled(result) ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const ids = SpanIds.random(traceId, flags, result.traceState ?? parentIds?.traceState);
    if (isRefusal(result)) return trace.wrapSpanContext(ids.spanContext);
    return this.#record(name, options, parentContext, parentIds, {
      ids,
      sampledAttributes: result.attributes,
    });
  }

  /** Asks the sampler, which sees what is valid of the links, within the limits, and of the attributes, without. */
  #ask(
    name: string,
    { kind = SpanKind.INTERNAL, attributes, links = [] }: SpanOptions,
    parentContext: Context,
    traceId: TraceId,
  ): SamplingResult {
    const { sampler } = this.#sampling;
    return sampler.shouldSample(
      parentContext,
      traceId.text,
      name,
      kind,
      cleanAttributes(attributes, NO_LIMITS).attributes ?? {},
      links.map((link) => validLink(link, this.#origin.limits)),
    );
  }

  #record(
    name: string,
    { kind = SpanKind.INTERNAL, attributes, links, startTime }: SpanOptions,
    parentContext: Context,
    parentIds: SpanIds | undefined,
    { ids, sampledAttributes }: DecidedSpan,
  ): Span {
    return new RecordedSpan({
      origin: this.#origin,
      name,
      kind,
      ids,
      parentIds,
      parentContext,
      attributes,
      sampledAttributes,
      links,
      startTime,
    });
  }
}

/** Returns the ids of a span of any tracer; `undefined` if they are not valid. */
function idsOf(span: Span): SpanIds | undefined {
  if (span instanceof RecordedSpan) return span.ids;
  const spanContext = span.spanContext();
  return isSpanContextValid(spanContext) ? SpanIds.parse(spanContext) : undefined;
}
