import type { Attributes } from '@opentelemetry/api';
import {
  type Redact,
  type SpanAttributeValue,
  captureValue,
  ignoreRejection,
} from '#span/capture/captured-attributes.js';
import { collectStatements } from './wrap/member-statements.js';
import { memberName, onConstructorParameter } from './wrap/not-traceable.js';

/** How {@link SpanAttribute} gets an attribute out of an argument of type `T`. */
export interface SpanAttributeOptions<T> {
  /** The attribute's name, such as `user.email`. */
  readonly key: string;
  /** Takes the value out of the argument. Default: the argument itself. */
  readonly pick?: ((argument: T) => SpanAttributeValue | null | undefined) | undefined;
  /**
   * `true` exports `REDACTED`; `'hash'` 32 hexadecimal digits that are the same for the same value; a
   * function what it returns, as it is. Default: names that tell a secret, such as `access_token`, are
   * redacted wholly, and elsewhere what gives itself away: credentials, JWTs, card numbers, e-mail
   * addresses.
   */
  readonly redact?: Redact | undefined;
}

/**
 * Sets an attribute of the method's span from one of its arguments. The method has a span by
 * {@link Traced} or as a controller's handler; with {@link TraceAttributes} instead, the attribute goes
 * onto the caller's span. On any other method nothing happens.
 *
 * Only strings, finite numbers, booleans and arrays of one of these types are exported. Anything else is
 * left out with a warning, never serialised. A picker that throws costs a warning, not the call.
 *
 * @throws {TracingError} `TRACING_NOT_TRACEABLE` while the class is defined, on a constructor's parameter
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
    collectStatements(target, method).add({ by: 'parameter', attributes, isInherited: true });
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
