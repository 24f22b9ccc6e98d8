import { calleesOf } from '#decorators/describe/callee.js';
import { describeCall } from '#decorators/describe/describe-call.js';
import { getHandlerAttributes } from '#decorators/describe/handler-attributes.js';
import { memberCalls } from './member-calls.js';
import { withCurrentSpan } from './pass-current-span.js';
import { type AnyFunction, traceFunction } from './wrap-function.js';

/**
 * A function that runs `method`, the member `key` of `target`, in a span of its own, by what is stated of the
 * member, now or later.
 *
 * @param declaring what had the member before `target` did
 */
export function traceMethod(
  method: AnyFunction,
  target: object,
  key: string | symbol,
  declaring: object,
): AnyFunction {
  const calleeOf = calleesOf(target, key, declaring);
  const calls = memberCalls(target, key);
  const { currentSpan } = calls.settings;

  const traced = traceFunction(method, {
    get root() {
      return calls.settings.root;
    },
    get isQuietAtStart() {
      return calls.settings.isQuietAtStart;
    },
    spanOf(receiver, args, active) {
      const span = describeCall(calls.settings, calleeOf(receiver), args, active);
      Object.assign(span.options.attributes, getHandlerAttributes(active, traced));
      return span;
    },
    fill: currentSpan.length > 0 ? (args) => withCurrentSpan(args, currentSpan) : undefined,
  });
  return traced;
}
