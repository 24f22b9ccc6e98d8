import { MiddlewareBuilder } from '@nestjs/core';
import { context, trace } from '@opentelemetry/api';
import { classNameOf } from '../decorators/class-name.js';
import { isClass } from '../decorators/trace-class.js';
import { type AnyFunction, isTraced, looksLike } from '../decorators/trace-function.js';
import { traceInherited } from '../decorators/trace-member.js';
import { traced } from '../decorators/traced-function.js';
import { ATTR_NESTJS_TYPE } from '../span/attributes.js';
import { isError } from '../span/classify-error.js';
import { recordError } from '../span/record-error.js';
import { registered } from '../span/registry.js';
import { type LayerSelection, isSelected } from './class-patterns.js';
import { layerStatement } from './layer-statement.js';

type Selection = LayerSelection | boolean | undefined;

const attributes = { [ATTR_NESTJS_TYPE]: 'middleware' };
const current = registered('middleware', () => ({ selection: false as Selection, patched: false }));
const followed = registered('followedMiddleware', () => new WeakSet<object>());

/**
 * Makes the calls of middleware spans, as `selection` says: of classes and of functions. Nest gives no
 * module a look at functions, so this is where they are handed in: `consumer.apply()`.
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
  if (!isSelected(current.selection, classNameOf(middleware), middleware)) return middleware;
  if (!isClass(middleware)) {
    const name = middleware.name || 'middleware';
    return followNext(traced(name, middleware as AnyFunction, { attributes }));
  }
  const prototype = middleware.prototype as Record<'use', AnyFunction>;
  traceInherited(prototype, 'use', layerStatement('middleware'));
  if (isTraced(prototype.use)) prototype.use = followNext(prototype.use);
  return middleware;
}

/** What `next` calls is not the work of the middleware: it runs where the middleware was called. */
function followNext(use: AnyFunction): AnyFunction {
  if (followed.has(use)) return use;
  function following(this: unknown, ...args: unknown[]): unknown {
    const around = context.active();
    const next = args[2];
    if (typeof next === 'function') {
      args[2] = (error?: unknown): unknown => {
        const span = trace.getActiveSpan();
        if (isError(error) && span) recordError(span, error, trace.getSpan(around));
        return context.with(around, () => (next as AnyFunction).call(undefined, error as never));
      };
    }
    return Reflect.apply(use, this, args);
  }
  followed.add(following);
  return looksLike(following, use);
}
