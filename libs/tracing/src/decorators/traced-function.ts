import { describeCalls, type AnyTracedOptions } from './describe-calls.js';
import { notTraceable } from './not-traceable.js';
import { isClass } from './trace-class.js';
import { traceFunction } from './trace-function.js';
import type { TracedOptions } from './traced-options.js';

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
  const describe = describeCalls({ ...options, name } as AnyTracedOptions);
  const callee = { spanName: name, functionName: fn.name || name };
  return traceFunction(fn, {
    root: Boolean(options.root),
    spanOf: (_receiver, args, active) => describe(callee, args, active),
  }) as F;
}
