import { expect } from '@jest/globals';
import { type WaitOptions, traceMatchers } from './match/matchers.js';
import type { SpanPattern } from './match/span-pattern.js';
import type { PendingTrace } from './trace/pending-trace.js';

interface TraceMatchers<R, T> {
  /**
   * The whole trace is as the pattern says. A `PendingTrace` is looked at again at each arrival until it matches and
   * is complete, for 10 s unless told otherwise: give the test a longer timeout than that, or Jest ends it before the
   * diff is shown. `.not` waits for a complete trace. A `Trace` is judged at once.
   *
   * @example
   * await expect(receiver.trace(traceId)).toMatchTrace(span('POST /orders', { status: 'UNSET' }));
   */
  toMatchTrace(
    pattern: SpanPattern,
    options?: WaitOptions,
  ): T extends PendingTrace ? Promise<void> : R;

  /**
   * Some span of the trace is as the pattern says; of a `PendingTrace`, as soon as it arrives. `.not` waits for a
   * complete trace.
   *
   * @example
   * await expect(receiver.trace(traceId)).not.toContainSpan(span('sendReceipt'));
   */
  toContainSpan(
    pattern: SpanPattern,
    options?: WaitOptions,
  ): T extends PendingTrace ? Promise<void> : R;

  /**
   * The trace has this many spans. Of a `PendingTrace`, once it is complete and nothing has arrived for 250 ms.
   *
   * @example
   * await expect(receiver.trace(traceId)).toHaveSpanCount(4);
   */
  toHaveSpanCount(count: number, options?: WaitOptions): T extends PendingTrace ? Promise<void> : R;
}

// For `import { expect } from '@jest/globals'`.
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends TraceMatchers<R, T> {}
}

// For the global `expect` of @types/jest.
declare global {
  namespace jest {
    interface Matchers<R, T = {}> extends TraceMatchers<R, T> {}
  }
}

expect.extend(traceMatchers);
