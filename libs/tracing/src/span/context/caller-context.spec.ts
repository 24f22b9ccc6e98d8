import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, TraceFlags, createContextKey, trace } from '@opentelemetry/api';
import { callerContext } from './caller-context.js';

const KEY = createContextKey('spec');
const caller = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
};

describe('the context that a caller has sent', () => {
  const around = ROOT_CONTEXT.setValue(KEY, 'around');
  const received = callerContext(around, caller);

  it('has the ids of the caller, and the values of the context around', () => {
    expect(trace.getSpanContext(received)).toBe(caller);
    expect(trace.getSpan(received)?.isRecording()).toBe(false);
    expect(received.getValue(KEY)).toBe('around');
  });

  it('passes both on to contexts that are derived from it, and is not changed by them', () => {
    const changed = received.setValue(KEY, 'changed');
    expect([trace.getSpanContext(changed), changed.getValue(KEY)]).toEqual([caller, 'changed']);
    const less = received.deleteValue(KEY);
    expect([trace.getSpanContext(less), less.getValue(KEY)]).toEqual([caller, undefined]);
    const root = trace.deleteSpan(received);
    expect([trace.getSpan(root), root.getValue(KEY)]).toEqual([undefined, 'around']);
    expect([trace.getSpanContext(received), received.getValue(KEY)]).toEqual([caller, 'around']);
  });

  it('takes another span in place of the one of the caller', () => {
    const other = trace.wrapSpanContext({ ...caller, isRemote: false });
    expect(trace.getSpan(trace.setSpan(received, other))).toBe(other);
  });
});
