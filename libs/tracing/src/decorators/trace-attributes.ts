import { trace } from '@opentelemetry/api';
import { type CapturedAttributes, captureAttributes } from '#span/capture/captured-attributes.js';
import { createNameResolver } from './describe/function-names.js';
import { collectStatements } from './wrap/member-statements.js';
import { memberMark } from './wrap/member-marks.js';
import { memberName, notTraceable } from './wrap/not-traceable.js';
import { type AnyFunction, copyAppearance } from './wrap/wrap-function.js';
import type { NotInferred } from './describe/traced-options.js';
import type { TracedMethodDecorator } from './traced.js';

/**
 * Sets attributes on the current span at each call of a method, without a span of its own. On a method
 * that is traced as well, in whichever order, that is its own span. Sets what {@link SpanAttribute} says
 * of the method's parameters, too.
 *
 * `attributes` is called with the call's arguments, for recorded spans only, before the method. If it
 * throws, that costs a warning, not the call. Values are redacted as those of {@link SpanAttribute}.
 *
 * @throws {TracingError} `TRACING_NOT_TRACEABLE` while the class is defined, on what is no method
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
    const statements = collectStatements(target, key);
    if (attributes) {
      const source = `@TraceAttributes() of ${memberName(target, key)}`;
      statements.add({
        by: 'member',
        attributes: (args) =>
          captureAttributes(source, () => attributes(...(Array.from(args) as A))),
        isInherited: true,
      });
    }
    if (statements.describesCaller) return;
    statements.describesCaller = true;
    const wrapper = copyAppearance(wrapWithAttributes(method, target, key), method);
    Object.assign(descriptor, { value: wrapper });
  };
}

function wrapWithAttributes(
  method: AnyFunction,
  target: object,
  key: string | symbol,
): AnyFunction {
  const statements = collectStatements(target, key);
  const namesFor = createNameResolver(target, key);
  const { traced } = {
    traced(this: unknown): unknown {
      const span = trace.getActiveSpan();
      if (span?.isRecording() && memberMark(target, key) !== 'traced') {
        for (const attributesOf of statements.settings.attributes) {
          span.setAttributes(attributesOf(arguments, namesFor(this)));
        }
      }
      return Reflect.apply(method, this, arguments);
    },
  };
  return traced;
}
