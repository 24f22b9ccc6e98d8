import { createNameResolver } from '#decorators/describe/function-names.js';
import { describeCall } from '#decorators/describe/describe-call.js';
import { getHandlerAttributes } from '#decorators/describe/handler-attributes.js';
import { collectStatements } from './member-statements.js';
import { withCurrentSpan } from './pass-current-span.js';
import { type AnyFunction, wrapFunction } from './wrap-function.js';

/**
 * Returns a function that runs `method`, the member `key` of `target`, in a span of its own. The statements about
 * the member describe the span, those too that are made later.
 *
 * @param declaring the object that declares the member, if `target` inherits it
 */
export function wrapMethod(
  method: AnyFunction,
  target: object,
  key: string | symbol,
  declaring: object,
): AnyFunction {
  const namesFor = createNameResolver(target, key, declaring);
  const statements = collectStatements(target, key);
  const { currentSpan } = statements.settings;

  const traced = wrapFunction(method, {
    statements,
    describeSpan(receiver, args, active) {
      const span = describeCall(statements.settings, namesFor(receiver), args, active);
      Object.assign(span.options.attributes, getHandlerAttributes(active, traced));
      return span;
    },
    replaceArguments:
      currentSpan.length > 0 ? (args) => withCurrentSpan(args, currentSpan) : undefined,
  });
  return traced;
}
