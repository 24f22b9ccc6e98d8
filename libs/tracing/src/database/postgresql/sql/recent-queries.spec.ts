import { describe, expect, it } from '@jest/globals';
import { collectGarbage } from '../../../../test/collect-garbage.js';
import type { QueryFacts } from '#database/query-facts.js';
import { readQuery } from './read-query.js';
import { RecentQueries } from './recent-queries.js';

const MEBIBYTE = 2 ** 20;

/** The documented size of the cache in bytes. */
const MAX_BYTES = 4 * MEBIBYTE;

describe('the facts of recent statements', () => {
  it('are read once as long as they are requested', () => {
    const sql = 'SELECT n FROM numbers';
    const facts = readQuery(sql);
    for (let n = 0; n < 20_000; n++) {
      readQuery(`SELECT ${n} FROM numbers`);
      expect(readQuery(sql)).toBe(facts);
    }
  });

  it('are discarded if they are not requested again', () => {
    const facts = readQuery('SELECT 1 FROM forgotten');
    for (let n = 0; n < 20_000; n++) readQuery(`SELECT ${n} FROM numbers`);
    expect(readQuery('SELECT 1 FROM forgotten')).not.toBe(facts);
  });

  it('are read each time if the statement is long', () => {
    const ofLength = (length: number): string => `SELECT 1 --${'-'.repeat(length - 11)}`;
    expect(readQuery(ofLength(8_192))).toBe(readQuery(ofLength(8_192)));
    expect(readQuery(ofLength(8_193))).not.toBe(readQuery(ofLength(8_193)));
  });

  const large = Buffer.alloc(220_000, 'x').toString('latin1');

  it.each([
    ['short', 40_000, (n: number) => `SELECT ${n}`],
    ['of 8 KB', 2_000, (n: number) => `SELECT a${n}${'a'.repeat(8_000)}`],
    ['of wide characters', 2_000, (n: number) => `SELECT 中${n}${'中'.repeat(4_000)}`],
    ['of many transactions', 2_000, (n: number) => `${'COMMIT;'.repeat(1_000)}SELECT ${n}`],
    ['too long', 999, (n: number) => `SELECT ${n}, '${large}'`],
    ['cut out of something long', 999, (n: number) => `${n}${large}`.slice(0, 1_000)],
  ])('take at most 4 MiB of memory: %s', async (_name, count, textOf) => {
    const recent = new RecentQueries();
    const before = await heapAfterGarbage();
    for (let n = 0; n < count; n++) recent.set(textOf(n), factsOf(textOf(n)));
    const after = await heapAfterGarbage();
    expect((after - before) / MAX_BYTES).toBeLessThan(1);
    expect(recent.get(textOf(0))).toBeUndefined();
  });
});

/** The facts of a statement at their largest, when nothing of it is left out. */
function factsOf(sql: string): QueryFacts {
  const controls = sql.split(';').map(() => 'commit' as const);
  return { summary: 'SELECT', text: Buffer.from(sql).toString(), controls, isControl: false };
}

async function heapAfterGarbage(): Promise<number> {
  let turns = 0;
  await collectGarbage(() => turns++ === 3);
  return process.memoryUsage().heapUsed;
}
