import { describeCall } from './describe/describe-call.js';
import { notTraceable } from './wrap/not-traceable.js';
import { type AnyTracedOptions, settle, statementOf } from './describe/statement.js';
import { isClass } from './wrap/trace-class.js';
import { wrapFunction } from './wrap/wrap-function.js';
import type { TracedOptions } from './describe/traced-options.js';

/**
 * A function that runs `fn` in a span called `name`, and otherwise is the same to its callers. All the
 * rules of {@link Traced} hold for it.
 *
 * @throws {TracingError} `TRACING_NOT_TRACEABLE` if `fn` is no function, or a class
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
    throw notTraceable('traced()', name, 'which is no function', 'give it the function to call');
  }
  const settings = settle([statementOf(options as AnyTracedOptions)]);
  const names = { spanName: name, functionName: fn.name || name };
  return wrapFunction(fn, {
    root: settings.root,
    describeSpan: (_receiver, args, active) => describeCall(settings, names, args, active),
  }) as F;
}
