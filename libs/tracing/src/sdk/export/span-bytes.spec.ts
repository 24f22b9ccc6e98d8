import { describe, expect, it } from '@jest/globals';
import { finishedSpan } from '../../../test/finished-span.js';
import { parseTraceState } from '#sdk/propagation/trace-state.js';
import { bytesOf } from './span-ring.js';

const LIMIT = 1_000;

describe('bytesOf', () => {
  it('counts what may be nested, and a trace state', () => {
    const { spanContext, ...span } = finishedSpan(0);
    const plain = bytesOf(finishedSpan(0), LIMIT);
    const nested = { ...span, spanContext, attributes: { a: { b: ['x'.repeat(500)] } as never } };
    expect(bytesOf(nested, LIMIT) - plain).toBeGreaterThan(1_000);
    const traceState = parseTraceState(`a=${'x'.repeat(200)}`);
    const stateful = { ...span, spanContext: () => ({ ...spanContext(), traceState }) as never };
    expect(bytesOf(stateful, LIMIT) - plain).toBeGreaterThan(400);
    const binary = { ...span, spanContext, attributes: { a: new Uint8Array(700) as never } };
    expect(bytesOf(binary, LIMIT) - plain).toBeGreaterThan(700);
  });
});
