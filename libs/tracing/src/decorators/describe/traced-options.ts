import type { SpanKind } from '@opentelemetry/api';
import type { Observable } from 'rxjs';
import type { CapturedAttributes } from '#span/capture/captured-attributes.js';

/**
 * The type `T` in a place from which TypeScript infers nothing, so that the types of a method come from the
 * method and not from its callbacks. TypeScript's own `NoInfer` of a tuple cannot be a rest parameter.
 */
export type NotInferred<T> = [T][T extends unknown ? 0 : never];

/**
 * The type of the value that `onResult` gets from a method that returns `R`: what a promise resolves to, the
 * last value of an Observable, the return value of a generator, or else `R`.
 */
export type TracedResult<R> =
  R extends Observable<infer T>
    ? T | undefined
    : R extends Generator<unknown, infer T> | AsyncGenerator<unknown, infer T>
      ? T
      : Awaited<R>;

/** The options of {@link Traced} on a class, which hold for the spans of all its methods. */
export interface TracedClassOptions {
  /** The kind of the spans. Default: `SpanKind.INTERNAL`. */
  readonly kind?: SpanKind | undefined;
  /**
   * `true` starts a new trace with each call, for work that outlives its caller; `'linked'` also links
   * its span to the caller's. Default: the span is a child of the active one.
   */
  readonly root?: boolean | 'linked' | undefined;
  /** The attributes that every span gets. */
  readonly attributes?: CapturedAttributes | undefined;
}

/** The options of {@link Traced} on a method that takes the arguments `A` and returns `R`. */
export interface TracedOptions<A extends unknown[] = never[], R = unknown> extends Omit<
  TracedClassOptions,
  'attributes'
> {
  /** The span's name. Default: `Class.method`, where the class is the receiver's. */
  readonly name?: string | undefined;
  /**
   * The span's attributes, or a function that returns them from the call's arguments. The function is called
   * once a call, before the method, unless the call bypasses tracing; see {@link Traced}.
   */
  readonly attributes?:
    CapturedAttributes | ((...args: A) => CapturedAttributes | undefined) | undefined;
  /**
   * A function that returns more attributes, from the result of the method: the value that it returns or that
   * its promise resolves to, the last value of an Observable, the return value of a generator, or a stream
   * once it has been read. It is called for recorded spans only, and not after an error or a cancellation.
   */
  readonly onResult?:
    ((result: TracedResult<R>) => CapturedAttributes | undefined | void) | undefined;
}
