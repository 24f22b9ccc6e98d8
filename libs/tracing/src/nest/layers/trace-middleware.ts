import { MiddlewareBuilder } from '@nestjs/core';
import { type Attributes, type Context, context, trace } from '@opentelemetry/api';
import { type Constructor, isClass } from '#decorators/wrap/trace-class.js';
import {
  type AnyFunction,
  isTraced,
  copyAppearance,
  markTraced,
} from '#decorators/wrap/wrap-function.js';
import { traced } from '#decorators/traced-function.js';
import { ATTR_NESTJS_TYPE } from '#span/attributes.js';
import { CallContext } from '#span/call/call-context.js';
import { isError } from '#span/failure/classify.js';
import { recordError } from '#span/failure/record.js';
import { registered } from '#span/registry.js';
import { layerMethod, traceOnClass } from './layer-method.js';
import { type Selection, isSelectedClass } from '#nest/discovery/class-patterns.js';
import { tryToTrace } from '#nest/discovery/try-to-trace.js';

const attributes = { [ATTR_NESTJS_TYPE]: 'middleware' };
const USE = layerMethod('middleware', 'use', followNext);
const current = registered('middleware', () => ({ selection: false as Selection, patched: false }));
const followed = registered('followedMiddleware', () => new WeakSet<object>());

/**
 * Traces the calls of the middleware that `selection` includes, classes and functions. It replaces `apply` of Nest's
 * middleware consumer, to which modules pass their middleware, as the container does not hold functions.
 */
export function traceMiddleware(selection: Selection): void {
  current.selection = selection;
  if (!selection || current.patched) return;
  current.patched = true;
  const { apply } = MiddlewareBuilder.prototype;
  MiddlewareBuilder.prototype.apply = function tracedApply(...middleware) {
    const inSpans = middleware.flat().map((one: unknown) => inSpan(one));
    return Reflect.apply(apply, this, inSpans) as ReturnType<typeof apply>;
  };
}

function inSpan(middleware: unknown): unknown {
  if (typeof middleware !== 'function') return middleware;
  return tryToTrace(middleware, () => traceOne(middleware as AnyFunction)) ?? middleware;
}

function traceOne(middleware: AnyFunction): AnyFunction {
  if (!isSelectedClass(current.selection, middleware)) return middleware;
  if (hasUse(middleware)) {
    traceOnClass(middleware, USE);
    return middleware;
  }
  if (isTraced(middleware)) return middleware;
  return followNext(traced(middleware.name || 'middleware', middleware, { attributes }));
}

/**
 * Whether a middleware is a class with a method `use`. Nest decides it by the source text; a class that was compiled
 * to ES5 is recognised by the method.
 */
function hasUse(middleware: AnyFunction | Constructor): middleware is Constructor {
  const { prototype } = middleware as { readonly prototype?: { readonly use?: unknown } };
  return isClass(middleware) || typeof prototype?.use === 'function';
}

/** Makes the code that `next` calls run in the parent context, as it is not the work of the middleware. */
function followNext(use: AnyFunction): AnyFunction {
  if (followed.has(use)) return use;
  function following(this: unknown, ...args: unknown[]): unknown {
    const parentContext = context.active();
    const next = args[2];
    if (typeof next === 'function') {
      const nextOutside = (error?: unknown): unknown => {
        const span = trace.getActiveSpan();
        if (isError(error) && span) recordError(span, error, trace.getSpan(parentContext));
        const outside = contextOfNext(context.active(), parentContext);
        return context.with(outside, () => (next as AnyFunction).call(undefined, error as never));
      };
      args[2] = nextOutside;
    }
    return Reflect.apply(use, this, args);
  }
  followed.add(following);
  markTraced(following);
  return copyAppearance(following, use);
}

/**
 * Returns the context for the code after `next`. If the middleware has set baggage or a span of its own,
 * these remain in it.
 */
function contextOfNext(active: Context, parentContext: Context): Context {
  if (active instanceof CallContext) return parentContext;
  const span = trace.getSpan(active) as { readonly attributes?: Attributes } | undefined;
  if (span?.attributes?.[ATTR_NESTJS_TYPE] !== attributes[ATTR_NESTJS_TYPE]) return active;
  const caller = trace.getSpan(parentContext);
  return caller ? trace.setSpan(active, caller) : trace.deleteSpan(active);
}
