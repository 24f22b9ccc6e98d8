import { describeCall } from './describe/describe-call.js';
import { notTraceable } from './wrap/not-traceable.js';
import { type AnyTracedOptions, settle, declarationOf } from './describe/declaration.js';
import { isClass } from './wrap/trace-class.js';
import { wrapFunction } from './wrap/wrap-function.js';
import type { TracedOptions } from './describe/traced-options.js';

/**
 * Returns a function that runs `fn` in a span called `name`, by the same rules as {@link Traced}. It has the
 * name, length, properties and metadata of `fn`, and returns and throws what `fn` does.
 *
 * @throws {TracingError} `TRACING_NOT_TRACEABLE` if `fn` is a class or no function
 *
 * @example
 * const price = traced('price', (order: Order) => order.items.length * 100, {
 *   attributes: (order) => ({ 'order.id': order.id }),
 * });
 */
export function traced<F extends (...args: never[]) => unknown>(
  name: string,
  fn: F,
  options: Omit<TracedOptions<Parameters<F>, ReturnType<F>>, 'name'> = {},
): F {
  if (typeof fn !== 'function' || isClass(fn)) {
    throw notTraceable('traced()', name, 'which is no function', 'pass the function to call');
  }
  const settings = settle([declarationOf(options as AnyTracedOptions)]);
  const names = { spanName: name, functionName: fn.name || name };
  return wrapFunction(fn, {
    declarations: { settings },
    describeSpan: (_receiver, args, active) => describeCall(settings, names, args, active),
  }) as F;
}
