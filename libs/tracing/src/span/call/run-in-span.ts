import { type Context, type Span, context, trace } from '@opentelemetry/api';
import { CallContext, type SpanDescription, hasSpan } from './call-context.js';
import { findEndStrategy } from './ends/find-end-strategy.js';
import type { EndStrategy, Work } from './end-strategy.js';
import { isFailure, recordError } from '#span/failure/record.js';
import { ensureStackSpace, nesting } from './stack-space.js';
import { endSpan } from '#span/start-span.js';
import { bypassesTracing } from './bypass.js';
import { NO_FAILURE, type WorkOutcome, finish } from '#span/late/unsampled-span.js';
import { warnOnce } from '#span/warn.js';

/**
 * Runs `fn` with a span of its own active, and ends the span when the work has ended: when `fn` returns, or when
 * the promise, the stream or each subscription to the Observable that `fn` returned has ended. What `fn` returns,
 * throws or rejects with reaches the caller unchanged.
 */
export function runInSpan<T>(span: SpanDescription, fn: () => T, around = context.active()): T {
  const inside = new CallContext(around, span);
  let result: T;
  nesting.level += 1;
  try {
    ensureStackSpace();
    result = context.with(inside, fn);
  } catch (error) {
    try {
      new SpanWork(span, around, inside, around).fail(error);
    } catch {
      // Where the stack ends, the span is lost.
    }
    throw error;
  } finally {
    nesting.level -= 1;
  }
  try {
    return follow(result, span, around, inside);
  } catch {
    // Where the stack ends, the span is lost.
    return result;
  }
}

/** @param inside the context of the call, which has returned `result` */
function follow<T>(result: T, span: SpanDescription, around: Context, inside: CallContext): T {
  const strategy = strategyFor(result);
  if (strategy) return new Call(span, around, inside).follow(result as T & object, strategy);
  new SpanWork(span, around, inside, around).end(result);
  return result;
}

/** Finds the end strategy of a result. A result that is a Proxy may throw when it is inspected. */
function strategyFor(result: unknown): EndStrategy | undefined {
  try {
    return findEndStrategy(result);
  } catch (error) {
    warnOnce('A result could not be looked at; its span ends at return.', error);
    return undefined;
  }
}

interface ForgottenSpan {
  readonly span: Span;
  readonly endedAt: number;
}

/** Ends the spans of calls whose lazy result was garbage-collected before it was used. */
const forgottenSpans = new FinalizationRegistry(({ span, endedAt }: ForgottenSpan) =>
  endSpan(span, endedAt),
);

/** A call whose work goes on after its return: under one span, or under one span for each use of its lazy result. */
class Call {
  readonly #span: SpanDescription;
  readonly #around: Context;
  #inside: CallContext | undefined;
  #work: Work | undefined;
  #hasReturned = false;

  /** @param inside the context of the call, which its first work takes over */
  constructor(span: SpanDescription, around: Context, inside: CallContext) {
    this.#span = span;
    this.#around = around;
    this.#inside = inside;
  }

  follow<T extends object>(result: T, strategy: EndStrategy): T {
    try {
      const followed = strategy.follow(result, () => (this.#work = this.#start())) as T;
      this.#leave(followed);
      return followed;
    } catch (error) {
      warnOnce('An end strategy threw; the span ends at return.', error);
      (this.#work ?? this.#start()).end(result);
      return result;
    }
  }

  #start(): Work {
    const span = this.#span;
    const inside = this.#inside;
    const caller = context.active();
    if (inside && (!this.#hasReturned || inside.startedSpan)) {
      this.#inside = undefined;
      if (this.#hasReturned) forgottenSpans.unregister(this);
      return new SpanWork(span, this.#around, inside, caller);
    }
    const parent = hasSpan(caller) ? caller : this.#around;
    if (!span.options.root && bypassesTracing(parent)) return UNTRACED_WORK;
    const later = new CallContext(parent, span);
    inside?.adopt(later.start());
    this.#inside = undefined;
    return new SpanWork(span, parent, later, caller);
  }

  #leave(followed: object): void {
    this.#hasReturned = true;
    this.#inside?.onceStarted((span) => {
      forgottenSpans.register(followed, { span, endedAt: performance.now() }, this);
    });
  }
}

class SpanWork implements Work {
  readonly #span: SpanDescription;
  readonly #around: Context;
  readonly #inside: CallContext;
  readonly #caller: Context;
  readonly #activeSpan: Span;
  #ended = false;

  /** @param caller the context that was active when the work was started */
  constructor(span: SpanDescription, around: Context, inside: CallContext, caller: Context) {
    this.#span = span;
    this.#around = around;
    this.#inside = inside;
    this.#caller = caller;
    this.#activeSpan = inside.start();
  }

  run<T>(fn: () => T): T {
    nesting.level += 1;
    try {
      ensureStackSpace();
      return context.with(this.#inside, fn);
    } finally {
      nesting.level -= 1;
    }
  }

  runCaller<T>(fn: () => T): T {
    return context.with(this.#caller, fn);
  }

  resolve<T>(value: T): T {
    if (this.#ended) return value;
    const strategy = strategyFor(value);
    if (!strategy) {
      this.end(value);
      return value;
    }
    this.#ended = true;
    return new Call(this.#span, this.#around, this.#inside).follow(value as T & object, strategy);
  }

  end(value?: unknown): void {
    const { resultAttributes } = this.#span;
    this.#finish(
      resultAttributes
        ? {
            hasFailed: NO_FAILURE.hasFailed,
            describe: (span) => void span.setAttributes(resultAttributes(value)),
          }
        : NO_FAILURE,
    );
  }

  fail(error: unknown): void {
    const parent = this.#span.options.root ? undefined : trace.getSpan(this.#around);
    this.#finish({
      hasFailed: () => isFailure(error),
      describe: (span) => recordError(span, error, parent),
    });
  }

  cancel(): void {
    this.#finish(NO_FAILURE);
  }

  #finish(outcome: WorkOutcome): void {
    if (this.#ended) return;
    this.#ended = true;
    finish(this.#activeSpan, outcome);
  }
}

const UNTRACED_WORK: Work = {
  run: (fn) => fn(),
  runCaller: (fn) => fn(),
  resolve: (value) => value,
  end() {},
  fail() {},
  cancel() {},
};
