import { describe, expect, it } from '@jest/globals';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../test/support/generated-runs.js';
import { finishedSpan, nameOf, namesIn } from '../../../test/finished-span.js';
import { PROTOBUF } from '#sdk/recorder/otlp/protobuf-encoding.js';
import { fieldsOf } from '#sdk/recorder/otlp/span-fields.js';
import { EncodedSpans } from './encoded-spans.js';

const steps = fc.array(
  fc.oneof(
    fc.constant({ what: 'add' as const, count: 1 }),
    fc.record({ what: fc.constantFrom('oldest', 'removeOldest'), count: fc.nat({ max: 8 }) }),
  ),
  { maxLength: 60 },
);

function emptySpans(spans: number, bytes = Infinity): EncodedSpans {
  return new EncodedSpans(PROTOBUF, { spans, bytes });
}

/** A span whose name takes `length` bytes. */
function spanOf(length: number): ReadableSpan {
  return { ...finishedSpan(0), name: 'x'.repeat(length) };
}

function bytesOf(span: ReadableSpan): number {
  const spans = emptySpans(1);
  spans.add(fieldsOf(span));
  return spans.bytes;
}

describe('EncodedSpans', () => {
  it('are a queue of a fixed size, however they are filled and emptied', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), steps, (capacity, steps) => {
        const spans = emptySpans(capacity);
        let model: string[] = [];
        const added: boolean[] = [];
        const expected: boolean[] = [];
        for (const [number, { what, count }] of steps.entries()) {
          if (what === 'add') {
            added.push(spans.add(fieldsOf(finishedSpan(number))));
            expected.push(model.length < capacity);
            model = [...model, nameOf(number)].slice(0, capacity);
          } else if (what === 'removeOldest') {
            spans.removeOldest(count);
            model = model.slice(count);
          }
          expect(namesIn(Buffer.from(spans.oldest(count).toRequest()))).toEqual(
            model.slice(0, count),
          );
          expect(spans.size).toBe(model.length);
        }
        expect(added).toEqual(expected);
      }),
      generatedRuns(1_000),
    );
  });

  it('take no more bytes than they may, and hand out no more at once', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 500 }), { maxLength: 20 });
    const least = bytesOf(spanOf(1));
    fc.assert(
      fc.property(
        lengths,
        fc.integer({ min: 1, max: 12 }),
        fc.nat({ max: 6 }),
        (all, most, some) => {
          const [capacity, batchBytes] = [most * least, some * least];
          const spans = emptySpans(8, capacity);
          let model: number[] = [];
          for (const [number, length] of all.entries()) {
            const bytes = bytesOf(spanOf(length));
            const hasRoom = model.length < 8 && sum(model) + bytes <= capacity;
            expect(spans.add(fieldsOf(spanOf(length)))).toBe(hasRoom);
            if (hasRoom) model = [...model, bytes];
            const batch = spans.oldest(8, batchBytes).size;
            const taken = sum(model.slice(0, batch));
            expect(taken <= batchBytes || batch === 1).toBe(true);
            expect(taken + (model[batch] ?? Infinity)).toBeGreaterThan(batchBytes);
            if (number % 3 > 0) continue;
            spans.removeOldest(batch);
            model = model.slice(batch);
            expect(spans.bytes).toBe(sum(model));
          }
        },
      ),
      generatedRuns(1_000),
    );
  });

  it('are sent as they were when they ended, though their memory is written again', () => {
    const spans = emptySpans(2_000);
    const names = Array.from({ length: 20 }, (_, round) => {
      for (let n = 0; n < 100; n++) spans.add(fieldsOf(finishedSpan(100 * round + n)));
      const request = spans.oldest(100).toRequest();
      spans.removeOldest(100);
      return namesIn(Buffer.from(request));
    }).flat();
    expect(names).toEqual(Array.from({ length: 2_000 }, (_, number) => nameOf(number)));
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
