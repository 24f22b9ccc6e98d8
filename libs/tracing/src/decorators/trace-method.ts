import { type CallParameters, callParameters } from './call-parameters.js';
import { withCurrentSpan } from './current-span.js';
import { type AnyTracedOptions, describeCalls } from './describe-calls.js';
import { getHandlerAttributes } from './handler-attributes.js';
import { runtimeClasses } from './runtime-class.js';
import { type AnyFunction, traceFunction } from './trace-function.js';

/**
 * A function that runs `method`, the member `key` of `target`, in a span of its own.
 *
 * @param declaring what had the member before `target` did
 */
export function traceMethod(
  method: AnyFunction,
  target: object,
  key: string | symbol,
  options: AnyTracedOptions,
  declaring: object,
): AnyFunction {
  const runtimeClassOf = runtimeClasses(target, key, declaring);
  const describe = describeCalls(options);
  const { currentSpan } = callParameters(target, key);
  // Read late: a decorator above this one may add to them.
  let parameters: CallParameters | undefined;

  const traced = traceFunction(method, {
    root: Boolean(options.root),
    spanOf(receiver, args, active) {
      const { className, spanName, functionName, scope } = runtimeClassOf(receiver);
      const span = describe({ spanName, functionName, scope }, args, active);
      parameters ??= callParameters(target, key);
      for (const attributesOf of parameters.attributes) {
        Object.assign(span.options.attributes, attributesOf(args, className));
      }
      Object.assign(span.options.attributes, getHandlerAttributes(active, traced));
      return span;
    },
    fill: currentSpan.length > 0 ? (args) => withCurrentSpan(args, currentSpan) : undefined,
  });
  return traced;
}
