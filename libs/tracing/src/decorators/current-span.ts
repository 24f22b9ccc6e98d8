import { createParamDecorator } from '@nestjs/common';
import { collectStatements } from './wrap/member-statements.js';
import { onConstructorParameter } from './wrap/not-traceable.js';
import { currentSpan } from './wrap/pass-current-span.js';

const currentSpanOfRequest = createParamDecorator(currentSpan);

/**
 * Gives the method its own span, in place of whatever is passed: to set attributes that are known only
 * later, or to add events. The method has a span by {@link Traced} or as a controller's handler. Where
 * nothing is recorded it is a span that ignores everything, so it needs no check.
 *
 * Do not end it: the span ends with the method.
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
    collectStatements(target, method).add({
      by: 'parameter',
      currentSpan: index,
      isInherited: true,
    });
    ofRequest(target, method, index);
  };
}
