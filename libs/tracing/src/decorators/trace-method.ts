import type { Context } from '@opentelemetry/api';
import type { CallSpan } from '../span/call-context.js';
import { type CallParameters, callParameters } from './call-parameters.js';
import { withCurrentSpan } from './current-span.js';
import { type AnyTracedOptions, describeCalls } from './describe-calls.js';
import { functionNames } from './function-names.js';
import { getHandlerAttributes } from './handler-attributes.js';
import { type AnyFunction, traceFunction } from './trace-function.js';

/** A function that runs `method`, the member `key` of `target`, in a span of its own. */
export function traceMethod(
  method: AnyFunction,
  target: object,
  key: string | symbol,
  options: AnyTracedOptions,
): AnyFunction {
  const functionNameOf = functionNames(target, key);
  const describe = describeCalls(options);
  const { currentSpan } = callParameters(target, key);
  // Read late: a decorator above this one may add to them.
  let parameters: CallParameters | undefined;

  function addAttributes(span: CallSpan, args: ArrayLike<unknown>, active: Context): void {
    parameters ??= callParameters(target, key);
    for (const attributesOf of parameters.attributes) {
      Object.assign(span.options.attributes, attributesOf(args));
    }
    Object.assign(span.options.attributes, getHandlerAttributes(active, traced));
  }

  const traced = traceFunction(method, {
    root: Boolean(options.root),
    spanOf(receiver, args, active) {
      const span = describe(functionNameOf(receiver), args, active);
      addAttributes(span, args, active);
      return span;
    },
    fill: currentSpan.length > 0 ? (args) => withCurrentSpan(args, currentSpan) : undefined,
  });
  return traced;
}
