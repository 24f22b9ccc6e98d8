import { memberMark, markMember } from './wrap/member-marks.js';
import { tracedAndOptedOut, memberName, notTraceable } from './wrap/not-traceable.js';
import type { Constructor } from './wrap/trace-class.js';
import { isTraceable } from './wrap/trace-member.js';
import type { TracedDecorator } from './traced.js';

/**
 * Opts a method out of the tracing of its class, or a class out of automatic tracing. What it calls
 * belongs to the span around it. Costs nothing.
 *
 * @throws {TracingError} `TRACING_NOT_TRACEABLE` while the class is defined, on what is no method,
 *   accessor or class, and on what has `@Traced()` itself
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
      const fix = 'put it on the class, or leave it out';
      throw notTraceable('@NoTrace()', memberName(target, key), reason, fix);
    }
    if (memberMark(owner, member) === 'traced') throw tracedAndOptedOut(memberName(target, key));
    markMember(owner, member, 'untraced');
  };
}
