import { describe, expect, it } from '@jest/globals';
// @ts-expect-error The benchmarks are plain JavaScript.
import { readOptions, UsageError } from './comparison/options.mjs';
// @ts-expect-error As above.
import { alternate, rowOf, warmUp } from './measure/contend.mjs';
// @ts-expect-error As above.
import { measureInPairs } from './measure/pairs.mjs';
// @ts-expect-error As above.
import { BrokenPromiseError } from './measure/promise.mjs';
// @ts-expect-error As above.
import { findBetter } from './report/better.mjs';
// @ts-expect-error As above.
import { comparePairs } from './statistics/pairs.mjs';
// @ts-expect-error As above.
import { spansExpected } from './statistics/share.mjs';
// @ts-expect-error As above.
import { standsStill } from './statistics/stand-still.mjs';
// @ts-expect-error As above.
import { quantile, summarize } from './statistics/summary.mjs';

const KNOWN = {
  rows: ['requests', 'calls'],
  subjects: ['untraced', 'native at 1 %', 'native at 100 %'],
};

const { signal } = new AbortController();

interface Contender {
  readonly name: string;
  burst(): Promise<{ cpu: number }>;
}

interface Measured {
  readonly name: string;
  readonly samples: readonly unknown[];
  readonly pairs: readonly unknown[];
}

/** A contender whose bursts take what `figures` says, and then `last` for ever; each is written to `order`. */
function contender(name: string, figures: number[], last: number, order?: string[]): Contender {
  return {
    name,
    burst() {
      order?.push(name);
      return Promise.resolve({ cpu: figures.shift() ?? last });
    },
  };
}

function rowOfOne(subject: string, median: number): object {
  return { row: 'CPU', subject, unit: 'µs', median, spread: 0 };
}

function times(count: number, value: number): number[] {
  return Array.from({ length: count }, () => value);
}

describe('summarize', () => {
  it('returns the value in the middle, whatever the order', () => {
    expect(summarize([9, 1, 5]).median).toBe(5);
  });

  it('returns the mean of the two values in the middle of an even number', () => {
    expect(summarize([4, 1, 10, 2]).median).toBe(3);
  });

  it('returns the width of the middle half, which one outlier does not move', () => {
    expect(summarize([10, 20, 30, 40, 50]).spread).toBe(20);
    expect(summarize([10, 20, 30, 40, 5_000]).spread).toBe(20);
  });

  it('has no spread where all values are the same', () => {
    expect(summarize([7, 7, 7])).toEqual({ median: 7, spread: 0 });
  });
});

describe('quantile', () => {
  it('interpolates between the values next to it', () => {
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(quantile([3], 0.99)).toBe(3);
  });
});

describe('comparePairs', () => {
  it('takes the median of the ratios, and not the ratio of the medians', () => {
    // The machine became ten times slower after the first pair: each ratio is 2 all the same.
    const pairs = [
      { base: 1, own: 2 },
      { base: 10, own: 20 },
      { base: 10, own: 20 },
    ];
    expect(comparePairs(pairs)).toEqual({ ratio: 2, ratioSpread: 0, added: 10 });
  });

  it('is not moved by one pair that was disturbed', () => {
    const pairs = [
      { base: 10, own: 11 },
      { base: 10, own: 90 },
      { base: 10, own: 11 },
    ];
    expect(comparePairs(pairs)).toMatchObject({ ratio: 1.1, added: 1 });
  });
});

describe('standsStill', () => {
  it('needs two tens', () => {
    expect(standsStill(times(19, 5))).toBe(false);
    expect(standsStill(times(20, 5))).toBe(true);
  });

  it('refuses figures that still fall or rise', () => {
    expect(standsStill([...times(10, 100), ...times(10, 90)])).toBe(false);
    expect(standsStill([...times(10, 100), ...times(10, 110)])).toBe(false);
  });

  it('looks at the last twenty alone', () => {
    expect(standsStill([...times(10, 900), ...times(20, 100)])).toBe(true);
  });

  it('is not deceived by some bursts that were disturbed', () => {
    expect(standsStill([...times(10, 100), ...times(6, 101), ...times(4, 500)])).toBe(true);
  });
});

describe('spansExpected', () => {
  it('is exact where chance decides nothing', () => {
    expect(spansExpected({ requests: 50, share: 1, spans: 3 })).toEqual({ least: 150, most: 150 });
    expect(spansExpected({ requests: 50, share: 0, spans: 3 })).toEqual({ least: 0, most: 0 });
  });

  it('allows what a ratio may deviate by chance, and refuses what it may not', () => {
    const { least, most } = spansExpected({ requests: 100_000, share: 0.01, spans: 3 });
    expect(least).toBeLessThan(3_000);
    expect(most).toBeGreaterThan(3_000);
    expect(least).toBeGreaterThan(2_000);
    expect(most).toBeLessThan(4_000);
  });
});

describe('readOptions', () => {
  it('chooses everything, at length and for people, without an option', () => {
    expect(readOptions([], KNOWN)).toEqual({
      ...KNOWN,
      quick: false,
      json: false,
      instructions: false,
      write: false,
      help: false,
    });
  });

  it('takes each flag', () => {
    expect(readOptions(['--quick', '--json', '--instructions', '--write'], KNOWN)).toMatchObject({
      quick: true,
      json: true,
      instructions: true,
      write: true,
    });
  });

  it('chooses rows by their names, and subjects by a part of theirs', () => {
    expect(readOptions(['--only=calls'], KNOWN)).toMatchObject({ ...KNOWN, rows: ['calls'] });
    expect(readOptions(['--only=calls,1 %'], KNOWN)).toMatchObject({
      rows: ['calls'],
      subjects: ['native at 1 %'],
    });
    expect(readOptions(['--only', 'native'], KNOWN)).toMatchObject({
      rows: KNOWN.rows,
      subjects: ['native at 1 %', 'native at 100 %'],
    });
  });

  it('refuses what it does not know, with what it expected', () => {
    expect(() => readOptions(['--only=call'], KNOWN)).toThrow(UsageError);
    expect(() => readOptions(['--only=call'], KNOWN)).toThrow(
      /requests, calls.*native at 1 %.*call\.$/,
    );
    expect(() => readOptions(['--fast'], KNOWN)).toThrow(UsageError);
    expect(() => readOptions(['hostile'], KNOWN)).toThrow(UsageError);
  });
});

describe('warmUp', () => {
  it('runs bursts of each contender until its own figures stand still', async () => {
    const slow = contender('slow', [...times(15, 100), ...times(10, 50)], 50);
    const settled = contender('settled', [], 7);
    expect(await warmUp([slow, settled], { maxMillis: Infinity, signal })).toEqual([
      { subject: 'slow', bursts: 31, standsStill: true },
      { subject: 'settled', bursts: 20, standsStill: true },
    ]);
  });

  it('says of figures that still move that they do, once the time is over', async () => {
    const [moving] = await warmUp([contender('moving', [], 7)], { maxMillis: -1, signal });
    expect(moving).toEqual({ subject: 'moving', bursts: 0, standsStill: false });
  });

  it('ends where it is interrupted', async () => {
    const interrupted = AbortSignal.abort(new Error('interrupted'));
    const options = { maxMillis: Infinity, signal: interrupted };
    await expect(warmUp([contender('any', [], 7)], options)).rejects.toThrow('interrupted');
  });
});

describe('alternate', () => {
  it('puts each beside its base, and lets each of the two be first in turn', async () => {
    const order: string[] = [];
    const base = { ...contender('base', [], 10, order) };
    const own = { ...contender('own', [], 30, order), base: 'base' };
    const other = { ...contender('other', [], 20, order), base: 'base' };
    const measured = await alternate([base, own, other], {
      rounds: 2,
      maxMillis: Infinity,
      signal,
    });

    expect(order).toEqual(['base', 'own', 'base', 'other', 'own', 'base', 'other', 'base']);
    expect(rowOf(measured, { name: 'CPU', key: 'cpu', unit: 'µs' })).toEqual([
      { row: 'CPU', subject: 'base', unit: 'µs', median: 10, spread: 0 },
      { ...rowOfOne('own', 30), base: 'base', ratio: 3, ratioSpread: 0, added: 20 },
      { ...rowOfOne('other', 20), base: 'base', ratio: 2, ratioSpread: 0, added: 10 },
    ]);
  });

  it('measures alone what is neither compared nor a base', async () => {
    const order: string[] = [];
    await alternate([contender('alone', [], 1, order)], { rounds: 3, maxMillis: 60_000, signal });
    expect(order).toEqual(['alone', 'alone', 'alone']);
  });

  it('measures three rounds, however little time there is', async () => {
    const order: string[] = [];
    await alternate([contender('alone', [], 1, order)], { rounds: 9, maxMillis: -1, signal });
    expect(order).toHaveLength(3);
  });
});

describe('measureInPairs', () => {
  const limits = { generations: 2, rounds: 3, warmUpMillis: 60_000, measureMillis: 60_000 };
  const log = (): undefined => undefined;
  const subjects = [
    { name: 'base' },
    { name: 'own', base: 'base' },
    { name: 'other', base: 'base' },
    { name: 'alone' },
  ];

  /** Starts contenders that run at 10, or at 20 if they have a base, and writes what happens to them to `events`. */
  function starting(events: string[], spans: { isKept: boolean }) {
    return ({ name, base }: { name: string; base?: string }): Promise<object> => {
      events.push(`start ${name}`);
      return Promise.resolve({
        ...contender(name, [], base === undefined ? 10 : 20),
        base,
        countSpans: () =>
          Promise.resolve({ subject: name, requests: 5, spans: 15, promised: {}, ...spans }),
        stop: () => Promise.resolve(events.push(`stop ${name}`)),
      });
    };
  }

  it('starts each subject with a base of its own, as often as it has to', async () => {
    const events: string[] = [];
    const start = starting(events, { isKept: true });
    const { measured, spans } = await measureInPairs(subjects, start, { limits, signal, log });

    const own = ['start base', 'start own', 'stop base', 'stop own'];
    const other = ['start base', 'start other', 'stop base', 'stop other'];
    const generation = [...own, ...other, 'start alone', 'stop alone'];
    expect(events).toEqual([...generation, ...generation]);
    expect(
      measured.map(({ name, samples, pairs }: Measured) => [name, samples.length, pairs.length]),
    ).toEqual([
      ['base', 12, 0],
      ['own', 6, 6],
      ['other', 6, 6],
      ['alone', 6, 0],
    ]);
    expect(spans[1]).toMatchObject({ subject: 'own', requests: 10, spans: 30, spansPerRequest: 3 });
  });

  it('fails where a promise is broken, and stops what it has started', async () => {
    const events: string[] = [];
    const start = starting(events, { isKept: false });
    const run = measureInPairs(subjects, start, { limits, signal, log });
    await expect(run).rejects.toThrow(BrokenPromiseError);
    expect(events).toEqual(['start base', 'start own', 'stop base', 'stop own']);
  });
});

describe('findBetter', () => {
  const row = { row: 'CPU', unit: 'µs', median: 1, spread: 0 };

  it('names a rival with a lower ratio, or with a higher one of the throughput', () => {
    const results = [
      { ...row, subject: 'native at 100 %', ratio: 2 },
      { ...row, subject: 'nestjs-otel', ratio: 1.9 },
      { ...row, subject: '@sentry/nestjs', ratio: 9 },
      { ...row, row: 'throughput', unit: 'requests/s', subject: 'native at 100 %', ratio: 0.5 },
      { ...row, row: 'throughput', unit: 'requests/s', subject: 'nestjs-otel', ratio: 0.4 },
    ];
    expect(findBetter(results)).toEqual([
      { row: 'CPU', subject: 'nestjs-otel', ratio: 1.9, ours: 2, than: 'native at 100 %' },
    ]);
  });

  it('compares what samples 1 % with ours at 1 %, and nothing with what is ours or untraced', () => {
    const results = [
      { ...row, subject: 'untraced' },
      { ...row, subject: 'native at nothing', ratio: 1 },
      { ...row, subject: 'native at 1 %', ratio: 1.1 },
      { ...row, subject: 'native at 100 %', ratio: 2 },
      { ...row, subject: 'auto-instrumentations-node at 1 %', ratio: 1.5 },
    ];
    expect(findBetter(results)).toEqual([]);
  });

  it('takes the base of a row for a rival, whose ratio is 1', () => {
    const results = [
      { ...row, subject: 'hand-written SDK call' },
      { ...row, subject: '@Traced', base: 'hand-written SDK call', ratio: 1.2 },
    ];
    expect(findBetter(results)).toMatchObject([{ subject: 'hand-written SDK call', ratio: 1 }]);
  });
});
