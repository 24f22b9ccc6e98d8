import { createParamDecorator } from '@nestjs/common';
import { collectDeclarations } from './wrap/member-declarations.js';
import { onConstructorParameter } from './wrap/not-traceable.js';
import { currentSpan } from './wrap/pass-current-span.js';

const currentSpanOfRequest = createParamDecorator(currentSpan);

/**
 * Passes the method its own span as this argument, whatever the caller passes, so that the method can add
 * events and set attributes that are known only while it runs. The method must have a span, by
 * {@link Traced} or as a controller's handler. If nothing is recorded, the argument is a span that ignores
 * every call, so the method need not check.
 *
 * The library ends the span when the method's work ends; the method must not end it itself.
 *
 * @throws {TracingError} `TRACING_NOT_TRACEABLE` while the class is defined, on a constructor's parameter
 *
 * @example
 * class FraudService {
 *   @Traced('checkFraud')
 *   async check(payment: Payment, @CurrentSpan() span?: Span): Promise<void> {
 *     span?.setAttribute('fraud.score', await this.score(payment));
 *   }
 * }
 */
export function CurrentSpan(): ParameterDecorator {
  const ofRequest = currentSpanOfRequest();
  return (target, method, index) => {
    if (method === undefined) throw onConstructorParameter('@CurrentSpan()', target);
    collectDeclarations(target, method).add({
      by: 'parameter',
      currentSpan: index,
      isInherited: true,
    });
    ofRequest(target, method, index);
  };
}
