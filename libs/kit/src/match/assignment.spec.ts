import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import { finish } from '../running/steps.js';
import { assign } from './assignment.js';

function totalOf(costs: readonly (readonly number[])[], columns: readonly number[]): number {
  return columns.reduce((sum, column, row) => sum + (costs[row]?.[column] ?? Infinity), 0);
}

function leastByTrying(
  costs: readonly (readonly number[])[],
  taken: readonly number[] = [],
): number {
  const [first, ...rest] = costs;
  if (!first) return 0;
  const totals = first.map((cost, column) =>
    taken.includes(column) ? Infinity : cost + leastByTrying(rest, [...taken, column]),
  );
  return Math.min(...totals);
}

describe('assign', () => {
  it('assigns nothing to nothing', () => {
    expect(finish(assign([]))).toEqual([]);
  });

  it('gives way where a later row needs a column more', () => {
    expect(
      finish(
        assign([
          [1, 2, 9],
          [1, 9, 9],
        ]),
      ),
    ).toEqual([1, 0]);
  });

  it('reads a cost at most once for each row', () => {
    let reads = 0;
    const counted = (row: number): number[] =>
      new Proxy(
        Array.from({ length: 60 }, (_, column) => (row * 7 + column * 11) % 13),
        {
          get: (costs, key) => {
            if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
            return Reflect.get(costs, key) as unknown;
          },
        },
      );
    finish(assign(Array.from({ length: 30 }, (_, row) => counted(row))));
    expect(reads).toBeLessThanOrEqual(30 * 30 * 60);
  });

  it('finds the least sum, each column used once', () => {
    const matrix = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(2)).chain(([rows, more]) =>
      fc.array(
        fc.array(fc.integer({ min: -20, max: 20 }), {
          minLength: rows + more,
          maxLength: rows + more,
        }),
        { minLength: rows, maxLength: rows },
      ),
    );
    fc.assert(
      fc.property(matrix, (costs) => {
        const columns = finish(assign(costs));
        expect(new Set(columns).size).toBe(costs.length);
        expect(totalOf(costs, columns)).toBe(leastByTrying(costs));
      }),
      generatedRuns(1_000),
    );
  });
});
