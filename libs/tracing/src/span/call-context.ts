import {
  type Attributes,
  type Context,
  type Span,
  type SpanOptions,
  createContextKey,
  trace,
} from '@opentelemetry/api';
import { now } from './clock.js';
import { startSpan } from './start-span.js';

/** The span that a call is to have. */
export interface CallSpan {
  readonly name: string;
  readonly options: SpanOptions & { readonly attributes: Attributes };
  /** Attributes from what the work produced, asked for a recorded span only. Never throws. */
  readonly resultAttributes?: ((result: unknown) => Attributes) | undefined;
}

/** The key of the active span, which the API does not export. */
const SPAN = createContextKey('OpenTelemetry Context Key SPAN');

/**
 * The context inside a call. Its span dates from now, but starts as soon as anybody looks for the active
 * span: a call that returns lazy work, such as an Observable, has often nothing to show but that work,
 * and until somebody looks it is open whether the call needs a span at all.
 */
export class CallContext implements Context {
  private readonly startTime = now();
  private span: Span | undefined;

  constructor(
    private readonly around: Context,
    private readonly callSpan: CallSpan,
  ) {}

  get startedSpan(): Span | undefined {
    return this.span;
  }

  start(): Span {
    const { name, options } = this.callSpan;
    return (this.span ??= startSpan(name, options, this.around, this.startTime));
  }

  /** The call's work has begun under `span`, which is what a late look finds as well. */
  adopt(span: Span): void {
    this.span ??= span;
  }

  getValue(key: symbol): unknown {
    return key === SPAN ? this.start() : this.around.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    if (key === SPAN) return this.around.setValue(key, value);
    return trace.setSpan(this.around.setValue(key, value), this.start());
  }

  deleteValue(key: symbol): Context {
    if (key === SPAN) return this.around.deleteValue(key);
    return trace.setSpan(this.around.deleteValue(key), this.start());
  }
}
