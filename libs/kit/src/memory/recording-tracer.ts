import {
  type Context,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  context,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import type { ReadableSpan } from './readable-span.js';
import { RecordedSpan } from './recorded-span.js';
import type { TraceRecorder } from './trace-recorder.js';

/** The recorder of a {@link RecordingTracer}, and what its spans say of where they were made. */
export interface RecordingTarget {
  readonly recorder: TraceRecorder;
  readonly resource: ReadableSpan['resource'];
  readonly scope: ReadableSpan['instrumentationScope'];
}

/** A tracer that records every span but those below an unsampled parent, and none while there is no target. */
export class RecordingTracer implements Tracer {
  readonly #target: () => RecordingTarget | undefined;

  constructor(target: () => RecordingTarget | undefined) {
    this.#target = target;
  }

  startSpan(name: string, options: SpanOptions = {}, within: Context = context.active()): Span {
    const target = this.#target();
    const parent = options.root === true ? undefined : parentIn(within);
    if (!target) return trace.wrapSpanContext(parent ?? INVALID_SPAN_CONTEXT);
    const { recorder, ...origin } = target;
    const ids = idsBelow(parent, recorder.idGenerator);
    if ((ids.traceFlags & TraceFlags.SAMPLED) === 0) return trace.wrapSpanContext(ids);
    const span = new RecordedSpan({
      name,
      kind: options.kind ?? SpanKind.INTERNAL,
      context: ids,
      parent,
      attributes: options.attributes,
      links: options.links ?? [],
      ...origin,
      clock: recorder.clock,
      onEnd: (ended) => recorder.spanProcessor.onEnd(ended),
    });
    recorder.spanProcessor.onStart(span, within);
    return span;
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
    within: Context,
    run: F,
  ): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    ...args: [F] | [SpanOptions, F] | [SpanOptions, Context, F]
  ): ReturnType<F> {
    const run = args[args.length - 1] as F;
    const options = args.length > 1 ? (args[0] as SpanOptions) : {};
    const within = args.length > 2 ? (args[1] as Context) : context.active();
    const span = this.startSpan(name, options, within);
    return context.with(trace.setSpan(within, span), () => run(span)) as ReturnType<F>;
  }
}

function idsBelow(
  parent: SpanContext | undefined,
  { generateTraceId, generateSpanId }: TraceRecorder['idGenerator'],
): SpanContext {
  const { traceState } = parent ?? INVALID_SPAN_CONTEXT;
  return {
    traceId: parent?.traceId ?? generateTraceId(),
    spanId: generateSpanId(),
    traceFlags: parent?.traceFlags ?? TraceFlags.SAMPLED,
    ...(traceState && { traceState }),
  };
}

function parentIn(within: Context): SpanContext | undefined {
  const parent = trace.getSpanContext(within);
  return parent && isSpanContextValid(parent) ? parent : undefined;
}
