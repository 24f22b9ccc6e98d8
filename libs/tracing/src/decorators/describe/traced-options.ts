import type { SpanKind } from '@opentelemetry/api';
import type { Observable } from 'rxjs';
import type { CapturedAttributes } from '#span/capture/captured-attributes.js';

/**
 * `T`, from which nothing is inferred: a method's types come from the method, not from its callbacks.
 * TypeScript's `NoInfer` of a tuple does not spread as a rest parameter.
 */
export type NotInferred<T> = [T][T extends unknown ? 0 : never];

/** What the work behind a return type `R` comes to, as `onResult` gets it. */
export type TracedResult<R> =
  R extends Observable<infer T>
    ? T | undefined
    : R extends Generator<unknown, infer T> | AsyncGenerator<unknown, infer T>
      ? T
      : Awaited<R>;

/** What holds for the spans of a whole class. */
export interface TracedClassOptions {
  /** Default: `SpanKind.INTERNAL`. */
  readonly kind?: SpanKind | undefined;
  /**
   * `true` starts a new trace with each call, for work that outlives its caller; `'linked'` also links
   * its span to the caller's. Default: the span is a child of the active one.
   */
  readonly root?: boolean | 'linked' | undefined;
  /** The same attributes for every call. */
  readonly attributes?: CapturedAttributes | undefined;
}

/** How {@link Traced} makes its span, of a method that takes `A` and returns `R`. */
export interface TracedOptions<A extends unknown[] = never[], R = unknown> extends Omit<
  TracedClassOptions,
  'attributes'
> {
  /** The span's name. Default: `Class.method` of the class the call is made on. */
  readonly name?: string | undefined;
  /**
   * The span's attributes, or what gives them from the call's arguments. Called before the method, once
   * a call, unless the call goes straight through; see {@link Traced}.
   */
  readonly attributes?:
    CapturedAttributes | ((...args: A) => CapturedAttributes | undefined) | undefined;
  /**
   * More attributes, from what the method comes to: the value it returns or its promise resolves to, the
   * last value of an Observable, the return value of a generator, a stream once it has been read.
   * Called for recorded spans only, and not after an error or a cancellation.
   */
  readonly onResult?:
    ((result: TracedResult<R>) => CapturedAttributes | undefined | void) | undefined;
}
