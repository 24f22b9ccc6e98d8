import {
  type Attributes,
  type Context,
  type Span,
  type SpanOptions,
  trace,
} from '@opentelemetry/api';
import { SPAN } from '#span/context/span-key.js';
import { startSpan } from '#span/start-span.js';

/** The description of the span that a call gets when its span is started. */
export interface SpanDescription {
  readonly name: string;
  readonly options: SpanOptions & { readonly attributes: Attributes };
  /** The name of the instrumentation scope. Default: that of this library. */
  readonly scope?: string | undefined;
  /** Makes attributes of the result of the work. Called for a recorded span only; never throws. */
  readonly resultAttributes?: ((result: unknown) => Attributes) | undefined;
}

/**
 * Whether spans are being started: a sampler or a processor of the application may then read the active
 * span.
 */
let isStarting = false;

/**
 * The inner context of a call: the context in which the body of the call runs. The call's span has the time
 * at which the context was made as its start time, but is started only when code first reads the active
 * span. A call that returns lazy work, such as an Observable, often does nothing else, and may need no span.
 */
export class CallContext implements Context {
  readonly #startedAt = performance.now();
  /**
   * The values of the nearest context that is not the inner context of a call: work that calls itself
   * without end would otherwise hold a chain of all its calls in memory.
   */
  readonly #values: Context;
  #span: Span | undefined;
  #onStart: ((span: Span) => void) | undefined;
  #parentContext: Context;
  readonly #description: SpanDescription;

  /**
   * @param parentContext the context that holds the parent of the span; released once the span has
   *   started
   */
  constructor(parentContext: Context, description: SpanDescription) {
    this.#parentContext = parentContext;
    this.#description = description;
    this.#values = parentContext instanceof CallContext ? parentContext.#values : parentContext;
  }

  /** The span of the call, or `undefined` if it has not been started. */
  get startedSpan(): Span | undefined {
    return this.#span;
  }

  /**
   * Starts the span of the call, after those of the calls that enclose it, from the outermost inwards. A
   * loop does so, as a method that calls itself has as many enclosing calls as fit on the stack, which has
   * no room for as many starts inside each other.
   */
  start(): Span {
    if (this.#span) return this.#span;
    if (isStarting) return this.#startAlone();
    isStarting = true;
    try {
      const unstarted = this.#unstartedAncestors();
      for (let call = unstarted?.pop(); call; call = unstarted?.pop()) call.#startAlone();
      return this.#startAlone();
    } finally {
      isStarting = false;
    }
  }

  /**
   * The contexts of the enclosing calls whose spans have not started, the outermost last; `undefined` if
   * there are none, as for most calls.
   */
  #unstartedAncestors(): CallContext[] | undefined {
    let call = this.#unstartedParent();
    if (!call) return undefined;
    const calls: CallContext[] = [];
    for (; call; call = call.#unstartedParent()) calls.push(call);
    return calls;
  }

  #unstartedParent(): CallContext | undefined {
    const parentContext = this.#parentContext;
    if (this.#description.options.root || !(parentContext instanceof CallContext)) return undefined;
    return parentContext.#span ? undefined : parentContext;
  }

  #startAlone(): Span {
    const { name, options, scope } = this.#description;
    const span = startSpan(name, options, this.#parentContext, this.#startedAt, scope);
    this.#onStart?.(span);
    return this.adopt(span);
  }

  /** Makes `span`, under which the work of the call has begun, the span of the call unless it has one. */
  adopt(span: Span): Span {
    this.#parentContext = this.#values;
    this.#onStart = undefined;
    return (this.#span ??= span);
  }

  /**
   * Calls `listener` with the span of the call: now if it has started, otherwise when it starts. The listener
   * is not called if the call adopts the span of its work first.
   */
  onceStarted(listener: (span: Span) => void): void {
    if (this.#span) listener(this.#span);
    else this.#onStart = listener;
  }

  getValue(key: symbol): unknown {
    return key === SPAN ? this.#activeSpan() : this.#values.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#withSpan(key, this.#values.setValue(key, value));
  }

  deleteValue(key: symbol): Context {
    return this.#withSpan(key, this.#values.deleteValue(key));
  }

  #withSpan(key: symbol, values: Context): Context {
    const span = key === SPAN ? undefined : this.#activeSpan();
    return span ? trace.setSpan(values, span) : values;
  }

  /**
   * Returns the span of the call and starts it if need be; code that runs while spans start gets the
   * parent.
   */
  #activeSpan(): Span | undefined {
    if (this.#span) return this.#span;
    return isStarting ? this.#startedAncestor() : this.start();
  }

  #startedAncestor(): Span | undefined {
    let ancestor: Context = this.#parentContext;
    while (ancestor instanceof CallContext && !ancestor.#span) ancestor = ancestor.#parentContext;
    return trace.getSpan(ancestor);
  }
}

/** Whether the context `active` has a span, started or not. The question starts none. */
export function hasSpan(active: Context): boolean {
  return active instanceof CallContext || trace.getSpan(active) !== undefined;
}
