import type { Attributes } from '@opentelemetry/api';
import {
  type Redact,
  type SpanAttributeValue,
  captureValue,
  ignoreRejection,
} from '#span/capture/captured-attributes.js';
import { collectDeclarations } from './wrap/member-declarations.js';
import { memberName, onConstructorParameter } from './wrap/not-traceable.js';

/** The options of {@link SpanAttribute} for an argument of type `T`. */
export interface SpanAttributeOptions<T> {
  /** The attribute's name, such as `user.email`. */
  readonly key: string;
  /** A function that returns the attribute's value from the argument. Default: the value is the argument itself. */
  readonly pick?: ((argument: T) => SpanAttributeValue | null | undefined) | undefined;
  /**
   * What is exported in place of the value. `true` exports `REDACTED`; `'hash'` exports 32 hexadecimal digits,
   * which are equal for equal values; a function exports what it returns, without further redaction. Default:
   * the whole value is redacted if the attribute's name means a secret, such as `access_token`; otherwise
   * credentials, JWTs, card numbers and e-mail addresses are redacted where the value contains them.
   */
  readonly redact?: Redact | undefined;
}

/**
 * Sets an attribute of the method's span from one of the method's arguments. The method must have a span, by
 * {@link Traced} or as a controller's handler. If it has {@link TraceAttributes} instead, the attribute is set
 * on the span of its caller. On any other method the decorator has no effect.
 *
 * Only strings, finite numbers, booleans and arrays of one of these types are exported. Any other value is
 * left out with a warning and never serialised. If `pick` throws, the attribute is left out with a warning,
 * and the call goes on.
 *
 * @throws {TracingError} `TRACING_NOT_TRACEABLE` while the class is defined, if the parameter is a constructor's
 *
 * @example
 * class OrdersService {
 *   @Traced()
 *   place(
 *     @SpanAttribute('order.id', (order: Order) => order.id) order: Order,
 *     @SpanAttribute({ key: 'user.email', redact: 'hash' }) email: string,
 *   ) {}
 * }
 */
export function SpanAttribute<T>(
  key: string,
  pick?: SpanAttributeOptions<T>['pick'],
): ParameterDecorator;
export function SpanAttribute<T>(options: SpanAttributeOptions<T>): ParameterDecorator;
export function SpanAttribute<T>(
  keyOrOptions: string | SpanAttributeOptions<T>,
  pick?: SpanAttributeOptions<T>['pick'],
): ParameterDecorator {
  const options = typeof keyOrOptions === 'string' ? { key: keyOrOptions, pick } : keyOrOptions;
  return (target, method, index) => {
    const decorator = `@SpanAttribute('${options.key}')`;
    if (method === undefined) throw onConstructorParameter(decorator, target);
    const source = `${decorator} of ${memberName(target, method)}`;
    const attributes = (args: ArrayLike<unknown>): Attributes =>
      attributeOf(source, args[index] as T, options);
    collectDeclarations(target, method).add({ by: 'parameter', attributes, isInherited: true });
  };
}

function attributeOf<T>(
  source: string,
  argument: T,
  { key, pick, redact }: SpanAttributeOptions<T>,
): Attributes {
  const pickValue = (): unknown => {
    if (!pick) return argument;
    const picked = pick(argument);
    ignoreRejection(picked);
    return picked;
  };
  const value = captureValue(source, key, pickValue, redact);
  return value === undefined ? {} : { [key]: value };
}
