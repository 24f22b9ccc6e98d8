import 'reflect-metadata';
import { type Context, context } from '@opentelemetry/api';
import { type SpanDescription, hasSpan } from '#span/call/call-context.js';
import { ports } from '#span/ports.js';
import { registered } from '#span/registry.js';
import { runInSpan } from '#span/call/run-in-span.js';
import { bypassesTracing, hasTracerProvider } from '#span/call/bypass.js';
import type { Settings } from '#decorators/describe/declaration.js';

/** The type of a function whose receiver, arguments and result may be anything. */
export type AnyFunction = (this: unknown, ...args: never[]) => unknown;

/** The options of {@link wrapFunction}: which calls get a span, and which span. */
export interface WrapOptions {
  /** The holder of the settings, which are read at each call: a decorator above may still replace them. */
  readonly declarations: { readonly settings: Pick<Settings, 'root' | 'isQuietAtStart'> };
  /** Returns the name, options and attributes of the span of a call. */
  describeSpan(receiver: unknown, args: ArrayLike<unknown>, active: Context): SpanDescription;
  /** Returns the arguments that the function gets in place of those of the call. Default: those of the call. */
  replaceArguments?: ((args: ArrayLike<unknown>) => readonly unknown[]) | undefined;
}

const tracedFunctions = registered('tracedFunctions', () => new WeakSet<object>());

/** Whether the calls of `fn` make spans: {@link wrapFunction} made it, or {@link markTraced} marked it. */
export function isTraced(fn: object): boolean {
  return tracedFunctions.has(fn);
}

/** Marks `fn` as a function whose calls make spans, because it calls a traced function. */
export function markTraced(fn: object): void {
  tracedFunctions.add(fn);
}

/** Returns a function that runs `fn` in a span and has the appearance of `fn`. */
export function wrapFunction(fn: AnyFunction, tracing: WrapOptions): AnyFunction {
  const untraced = withReplacedArguments(fn, tracing);

  function recorded(this: unknown, ...args: unknown[]): unknown {
    const active = context.active();
    const span = tracing.describeSpan(this, args, active);
    return runInSpan(span, () => Reflect.apply(untraced, this, args), active);
  }

  // A method has no `prototype` and cannot be constructed, just as the methods that it wraps. V8 makes no object of
  // `arguments` where a function passes them on and does nothing else with them.
  const { traced } = {
    traced(this: unknown): unknown {
      return Reflect.apply(needsSpan(tracing) ? recorded : untraced, this, arguments);
    },
  };

  markTraced(traced);
  return copyAppearance(traced, fn);
}

/** Returns the function that does the work of `fn`, which is `fn` itself unless it gets other arguments than its caller gave. */
function withReplacedArguments(fn: AnyFunction, { replaceArguments }: WrapOptions): AnyFunction {
  if (!replaceArguments) return fn;
  return function (this: unknown, ...args: unknown[]): unknown {
    return Reflect.apply(fn, this, replaceArguments(args));
  };
}

function needsSpan({ declarations }: WrapOptions): boolean {
  if (!hasTracerProvider()) return false;
  const { root, isQuietAtStart } = declarations.settings;
  const active = context.active();
  if (!root && bypassesTracing(active)) return false;
  return !ports.startingApplication || !isQuietAtStart || hasSpan(active);
}

/** Gives `wrapper` the name, length, own properties and metadata of `fn`, and returns it. */
export function copyAppearance(wrapper: AnyFunction, fn: AnyFunction): AnyFunction {
  Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(fn));
  for (const key of Reflect.getMetadataKeys(fn) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, fn), wrapper);
  }
  return wrapper;
}
