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
  it('goes straight through: no callback, and the very promise of the method (nestjs-otel 8.1.1 pays for a span that nobody records)', async () => {
    const result = new Oracle().ask();
    expect(result).toBe(answer);
    expect(await result).toBe(42);
    expect(callbacks).toEqual([]);
  });

  it('gives @CurrentSpan() a span that ignores everything (Observe 0.3.3 throws outside a trace)', () => {
    const span = new Oracle().span();
    expect(span?.setAttribute('note', true).isRecording()).toBe(false);
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});
