import { createNameResolver } from '#decorators/describe/function-names.js';
import { describeCall } from '#decorators/describe/describe-call.js';
import { getHandlerAttributes } from '#decorators/describe/handler-attributes.js';
import { collectDeclarations } from './member-declarations.js';
import { withCurrentSpan } from './pass-current-span.js';
import { type AnyFunction, wrapFunction } from './wrap-function.js';

/**
 * Returns a function that runs `method`, the member `key` of `target`, in a span of its own. The declarations about
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
  const declarations = collectDeclarations(target, key);
  const { currentSpan } = declarations.settings;

  const traced = wrapFunction(method, {
    declarations,
    describeSpan(receiver, args, active) {
      const span = describeCall(declarations.settings, namesFor(receiver), args, active);
      Object.assign(span.options.attributes, getHandlerAttributes(active, traced));
      return span;
    },
    replaceArguments:
      currentSpan.length > 0 ? (args) => withCurrentSpan(args, currentSpan) : undefined,
  });
  return traced;
}
