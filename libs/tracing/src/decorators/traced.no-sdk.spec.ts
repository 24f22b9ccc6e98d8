import { describe, expect, it } from '@jest/globals';
import { type Span, trace } from '@opentelemetry/api';
import { CurrentSpan, Traced } from '#index.js';

const callbacks: string[] = [];
const answer = Promise.resolve(42);

class Oracle {
  @Traced({
    attributes: () => {
      callbacks.push('attributes');
      return {};
    },
    onResult: () => {
      callbacks.push('onResult');
    },
  })
  ask(): Promise<number> {
    return answer;
  }

  @Traced()
  span(@CurrentSpan() span?: Span): Span | undefined {
    return span;
  }
}

describe('without an SDK', () => {
  it('a call bypasses tracing: no callback is called, and the caller gets the promise of the method itself', async () => {
    const result = new Oracle().ask();
    expect(result).toBe(answer);
    expect(await result).toBe(42);
    expect(callbacks).toEqual([]);
  });

  it('@CurrentSpan() gives a span that ignores every call', () => {
    const span = new Oracle().span();
    expect(span?.setAttribute('note', true).isRecording()).toBe(false);
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});
