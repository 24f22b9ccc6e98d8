import 'reflect-metadata';
import { type Context, context } from '@opentelemetry/api';
import { type SpanDescription, hasSpan } from '#span/call/call-context.js';
import { ports } from '#span/ports.js';
import { registered } from '#span/registry.js';
import { runInSpan } from '#span/call/run-in-span.js';
import { bypassesTracing, hasTracerProvider } from '#span/call/bypass.js';

export type AnyFunction = (this: unknown, ...args: never[]) => unknown;

/** How the calls of a function are traced. */
export interface WrapOptions {
  /** Whether each call starts a trace of its own. Asked at each call, as a decorator above may say so. */
  readonly root: boolean | 'linked';
  /** Whether a call outside every span makes none while the application starts. Default: `false`. */
  readonly isQuietAtStart?: boolean;
  /** The span of a call. */
  describeSpan(receiver: unknown, args: ArrayLike<unknown>, active: Context): SpanDescription;
  /** Puts into the arguments what the function is to get in their place, if anything. */
  replaceArguments?: ((args: ArrayLike<unknown>) => readonly unknown[]) | undefined;
}

const tracedFunctions = registered('tracedFunctions', () => new WeakSet<object>());

/** Whether `fn` makes spans: whether {@link wrapFunction} made it. */
export function isTraced(fn: object): boolean {
  return tracedFunctions.has(fn);
}

/** Says that `fn` makes spans, as what it calls does. */
export function markTraced(fn: object): void {
  tracedFunctions.add(fn);
}

/** A function that does what `fn` does, in a span, and looks like it. */
export function wrapFunction(fn: AnyFunction, tracing: WrapOptions): AnyFunction {
  const { replaceArguments } = tracing;
  // As a method, which has no `prototype` and cannot be constructed, as little as those that it wraps.
  const { traced } = {
    traced(this: unknown): unknown {
      const active = hasTracerProvider() ? context.active() : undefined;
      if (active && needsSpan(tracing, active)) {
        const span = tracing.describeSpan(this, arguments, active);
        return runInSpan(span, callOf(this, arguments), active);
      }
      return Reflect.apply(fn, this, replaceArguments ? replaceArguments(arguments) : arguments);
    },
  };

  // Apart, as arguments that a closure holds are costly for every call.
  function callOf(receiver: unknown, args: ArrayLike<unknown>): () => unknown {
    return () => Reflect.apply(fn, receiver, replaceArguments ? replaceArguments(args) : args);
  }

  markTraced(traced);
  return copyAppearance(traced, fn);
}

function needsSpan(tracing: WrapOptions, active: Context): boolean {
  if (!tracing.root && bypassesTracing(active)) return false;
  return !ports.startingApplication || !tracing.isQuietAtStart || hasSpan(active);
}

/** Gives `wrapper` the name, length, own properties and metadata of `fn`. */
export function copyAppearance(wrapper: AnyFunction, fn: AnyFunction): AnyFunction {
  Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(fn));
  for (const key of Reflect.getMetadataKeys(fn) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, fn), wrapper);
  }
  return wrapper;
}
