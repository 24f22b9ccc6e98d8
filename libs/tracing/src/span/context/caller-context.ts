import { type Context, type Span, type SpanContext, trace } from '@opentelemetry/api';
import { SPAN } from './span-key.js';

/**
 * The context that a caller has sent: one object, as the API's own context is copied, with three closures, for each
 * value that is set.
 */
class CallerContext implements Context {
  readonly #around: Context;
  readonly #span: Span;

  constructor(around: Context, span: Span) {
    this.#around = around;
    this.#span = span;
  }

  getValue(key: symbol): unknown {
    return key === SPAN ? this.#span : this.#around.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#toContext().setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return key === SPAN ? this.#around.deleteValue(key) : this.#toContext().deleteValue(key);
  }

  #toContext(): Context {
    return trace.setSpan(this.#around, this.#span);
  }
}

/** Returns `around` with the span of a caller in another process as the active one. */
export function callerContext(around: Context, caller: SpanContext): Context {
  return new CallerContext(around, trace.wrapSpanContext(caller));
}
