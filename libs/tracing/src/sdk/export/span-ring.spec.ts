import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../test/support/generated-runs.js';
import { finishedSpan, nameOf } from '../../../test/finished-span.js';
import { SpanRing } from './span-ring.js';

const steps = fc.array(
  fc.oneof(
    fc.constant({ what: 'push' as const, count: 1 }),
    fc.record({ what: fc.constantFrom('oldest', 'removeOldest'), count: fc.nat({ max: 8 }) }),
  ),
  { maxLength: 60 },
);

describe('SpanRing', () => {
  it('is a queue of a fixed size, however it is filled and emptied', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), steps, (capacity, steps) => {
        const ring = new SpanRing(capacity);
        let model: string[] = [];
        const inRing = { push: 0, oldest: [] as string[], size: 0 };
        const inModel = structuredClone(inRing);
        steps.forEach(({ what, count }, number) => {
          if (what === 'push') {
            inRing.push += Number(ring.push(finishedSpan(number)));
            inModel.push += Number(model.length < capacity);
            model = [...model, nameOf(number)].slice(0, capacity);
          } else if (what === 'removeOldest') {
            ring.removeOldest(count);
            model = model.slice(count);
          }
          inRing.oldest = ring.oldest(count).map(({ name }) => name);
          inModel.oldest = model.slice(0, count);
          inRing.size = ring.size;
          inModel.size = model.length;
          expect(inRing).toEqual(inModel);
        });
      }),
      generatedRuns(1_000),
    );
  });

  it('holds no more bytes than it may, and hands out no more at once', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 20 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        sizes,
        fc.nat({ max: 6 }),
        (most, sizes, some) => {
          const ring = new SpanRing(8, most);
          let model: number[] = [];
          for (const [number, bytes] of sizes.entries()) {
            const total = model.reduce((sum, each) => sum + each, 0);
            const hasRoom = model.length < 8 && total + bytes <= most;
            expect(ring.push(finishedSpan(number), bytes)).toBe(hasRoom);
            if (hasRoom) model = [...model, bytes];
            const batch = ring.oldest(8, some).length;
            const taken = model.slice(0, batch).reduce((sum, each) => sum + each, 0);
            expect(taken <= some || batch === 1).toBe(true);
            expect(taken + (model[batch] ?? Infinity)).toBeGreaterThan(some);
            if (number % 3 > 0) continue;
            ring.removeOldest(batch);
            model = model.slice(batch);
            expect(ring.bytes).toBe(model.reduce((sum, each) => sum + each, 0));
          }
        },
      ),
    );
  });

  it('holds no removed span in memory', () => {
    const ring = new SpanRing(2);
    ring.push(finishedSpan(0));
    ring.removeOldest(1);
    expect(Object.values(ring).flat()).not.toContainEqual(expect.objectContaining({ ended: true }));
  });
});
