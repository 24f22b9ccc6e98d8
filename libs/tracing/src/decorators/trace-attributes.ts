import { trace } from '@opentelemetry/api';
import { type CapturedAttributes, captureAttributes } from '#span/capture/captured-attributes.js';
import { createNameResolver } from './describe/function-names.js';
import { collectDeclarations } from './wrap/member-declarations.js';
import { memberMark } from './wrap/member-marks.js';
import { memberName, notTraceable } from './wrap/not-traceable.js';
import { type AnyFunction, copyAppearance } from './wrap/wrap-function.js';
import type { NotInferred } from './describe/traced-options.js';
import type { TracedMethodDecorator } from './traced.js';

/**
 * Sets attributes on the current span at each call of a method, without making a span. If the method is traced
 * as well, by a decorator above or below, the current span is the method's own. The attributes of
 * {@link SpanAttribute} on the method's parameters are set too.
 *
 * `attributes` is called with the call's arguments before the method, for recorded spans only. If it throws, a
 * warning is logged and the call goes on. Its values are redacted like those of {@link SpanAttribute}.
 *
 * @throws {TracingError} `TRACING_NOT_TRACEABLE` while the class is defined, if the decorator stands on
 *   anything but a method
 *
 * @example
 * class UsersService {
 *   @TraceAttributes((id: string) => ({ 'user.id': id }))
 *   async findOne(id: string): Promise<User> {}
 * }
 */
export function TraceAttributes<A extends unknown[], R>(
  attributes?: (...args: NotInferred<A>) => CapturedAttributes | undefined,
): TracedMethodDecorator<A, R> {
  return (target, key, descriptor) => {
    const method = descriptor?.value as AnyFunction | undefined;
    if (typeof method !== 'function') {
      const fix = 'put it on a method';
      throw notTraceable('@TraceAttributes()', memberName(target, key), 'which is no method', fix);
    }
    const declarations = collectDeclarations(target, key);
    if (attributes) {
      const source = `@TraceAttributes() of ${memberName(target, key)}`;
      declarations.add({
        by: 'member',
        attributes: (args) =>
          captureAttributes(source, () => attributes(...(Array.from(args) as A))),
        isInherited: true,
      });
    }
    if (declarations.describesCaller) return;
    declarations.describesCaller = true;
    const wrapper = copyAppearance(wrapWithAttributes(method, target, key), method);
    Object.assign(descriptor, { value: wrapper });
  };
}

/**
 * Returns a function that sets the attributes on the span of the caller, unless the method has its own, and
 * calls `method`.
 */
function wrapWithAttributes(
  method: AnyFunction,
  target: object,
  key: string | symbol,
): AnyFunction {
  const declarations = collectDeclarations(target, key);
  const namesFor = createNameResolver(target, key);
  const { traced } = {
    traced(this: unknown): unknown {
      const span = trace.getActiveSpan();
      if (span?.isRecording() && memberMark(target, key) !== 'traced') {
        for (const attributesOf of declarations.settings.attributes) {
          span.setAttributes(attributesOf(arguments, namesFor(this)));
        }
      }
      return Reflect.apply(method, this, arguments);
    },
  };
  return traced;
}
