import {
  type Attributes,
  type Context,
  type Span,
  type SpanOptions,
  trace,
} from '@opentelemetry/api';
import { SPAN } from '#span/context/span-key.js';
import { startSpan } from '#span/start-span.js';

/** The span that a call is to have. */
export interface CallSpan {
  readonly name: string;
  readonly options: SpanOptions & { readonly attributes: Attributes };
  /** The instrumentation scope. Default: the library's own. */
  readonly scope?: string | undefined;
  /** Attributes from what the work produced, asked for a recorded span only. Never throws. */
  readonly resultAttributes?: ((result: unknown) => Attributes) | undefined;
}

/** While spans start, a sampler or a processor of the application may look for the active one. */
let isStarting = false;

/**
 * The context inside a call. Its span dates from now, but starts as soon as anybody looks for the active
 * span: a call that returns lazy work, such as an Observable, has often nothing to show but that work,
 * and until somebody looks it is open whether the call needs a span at all.
 */
export class CallContext implements Context {
  private readonly startedAt = performance.now();
  /** Not those of the call around: work that calls itself on and on would keep a chain of all its calls. */
  private readonly values: Context;
  private span: Span | undefined;
  private onStart: ((span: Span) => void) | undefined;

  /** @param around where the span's parent is; kept until the span has started */
  constructor(
    private around: Context,
    private readonly callSpan: CallSpan,
  ) {
    this.values = around instanceof CallContext ? around.values : around;
  }

  get startedSpan(): Span | undefined {
    return this.span;
  }

  /**
   * Starts the spans of the calls around first, from the outermost inwards. In a loop: a method that calls
   * itself has as many calls around as fit on the stack, which has no room for as many starts.
   */
  start(): Span {
    if (this.span) return this.span;
    if (isStarting) return this.startAlone();
    isStarting = true;
    try {
      const unstarted = this.unstartedAround();
      for (let call = unstarted?.pop(); call; call = unstarted?.pop()) call.startAlone();
      return this.startAlone();
    } finally {
      isStarting = false;
    }
  }

  /** Outermost last; `undefined` where there is none, as for most calls. */
  private unstartedAround(): CallContext[] | undefined {
    let call = this.unstartedParent();
    if (!call) return undefined;
    const calls: CallContext[] = [];
    for (; call; call = call.unstartedParent()) calls.push(call);
    return calls;
  }

  private unstartedParent(): CallContext | undefined {
    const { around } = this;
    if (this.callSpan.options.root || !(around instanceof CallContext)) return undefined;
    return around.span ? undefined : around;
  }

  private startAlone(): Span {
    const { name, options, scope } = this.callSpan;
    const span = startSpan(name, options, this.around, this.startedAt, scope);
    this.onStart?.(span);
    return this.adopt(span);
  }

  /** The call's work has begun under `span`, which is what a late look finds as well. */
  adopt(span: Span): Span {
    this.around = this.values;
    this.onStart = undefined;
    return (this.span ??= span);
  }

  /** Calls `listener` with the call's span, now or when it starts, unless work brings its own before. */
  onceStarted(listener: (span: Span) => void): void {
    if (this.span) listener(this.span);
    else this.onStart = listener;
  }

  getValue(key: symbol): unknown {
    return key === SPAN ? this.activeSpan() : this.values.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.withSpan(key, this.values.setValue(key, value));
  }

  deleteValue(key: symbol): Context {
    return this.withSpan(key, this.values.deleteValue(key));
  }

  private withSpan(key: symbol, values: Context): Context {
    const span = key === SPAN ? undefined : this.activeSpan();
    return span ? trace.setSpan(values, span) : values;
  }

  /** What a span is a child of that is about to start, if a start is what looks. */
  private activeSpan(): Span | undefined {
    if (this.span) return this.span;
    return isStarting ? this.spanAround() : this.start();
  }

  private spanAround(): Span | undefined {
    let around: Context = this.around;
    while (around instanceof CallContext && !around.span) around = around.around;
    return trace.getSpan(around);
  }
}

/** A context whose span is still to be started has one, and must not start it for being asked. */
export function hasSpan(active: Context): boolean {
  return active instanceof CallContext || trace.getSpan(active) !== undefined;
}
