import { memberMark, markMember } from './wrap/member-marks.js';
import { tracedAndOptedOut, memberName, notTraceable } from './wrap/not-traceable.js';
import type { Constructor } from './wrap/trace-class.js';
import { isTraceable } from './wrap/trace-member.js';
import type { TracedDecorator } from './traced.js';

/**
 * Opts a method out of the tracing of its class, or a class out of automatic tracing. Spans that the method's
 * calls make are children of the span that is active where the method is called. A call costs nothing.
 *
 * @throws {TracingError} `TRACING_NOT_TRACEABLE` while the class is defined, if the decorator stands on
 *   anything but a method, an accessor or a class, or beside `@Traced()`
 *
 * @example
 * @Traced()
 * class BillingService {
 *   bill(order: Order): void {}
 *
 *   @NoTrace()
 *   isDue(order: Order): boolean {}
 * }
 */
export function NoTrace(): TracedDecorator {
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => {
    const owner = key === undefined ? ((target as Constructor).prototype as object) : target;
    const member = key ?? 'constructor';
    if (key !== undefined && !isTraceable(descriptor)) {
      const reason = 'which is neither method nor accessor';
      throw notTraceable('@NoTrace()', memberName(target, key), reason, 'remove the decorator');
    }
    if (memberMark(owner, member) === 'traced') throw tracedAndOptedOut(memberName(target, key));
    markMember(owner, member, 'untraced');
  };
}
