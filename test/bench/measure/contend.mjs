import { standsStill } from '../statistics/stand-still.mjs';
import { comparePairs } from '../statistics/pairs.mjs';
import { summarize } from '../statistics/summary.mjs';

const LEAST_ROUNDS = 3;

/**
 * Runs bursts of each contender in turn until its processor time per unit of work stands still, or the time is over.
 *
 * @param contenders each has a `name` and a `burst`, which resolves with figures of which `cpu` is the processor time; the
 * option `isMeasured` says whether it belongs to the measurement, or to the warm-up
 * @returns how many bursts each needed, and whether its figures stand still, by name
 */
export async function warmUp(contenders, { maxMillis, signal }) {
  const figures = new Map(contenders.map(({ name }) => [name, []]));
  const isMoving = ({ name }) => !standsStill(figures.get(name));
  const deadline = performance.now() + maxMillis;
  for (let moving = contenders; moving.length > 0; moving = moving.filter(isMoving)) {
    if (performance.now() > deadline) break;
    for (const { name, burst } of moving) {
      signal.throwIfAborted();
      // What one burst leaves to be exported belongs to the next: only when it is measured, it has to wait for that.
      figures.get(name).push((await burst({ isMeasured: false })).cpu);
    }
  }
  return contenders.map((contender) => ({
    subject: contender.name,
    bursts: figures.get(contender.name).length,
    standsStill: !isMoving(contender),
  }));
}

/**
 * Measures each contender beside its base, one burst after the other; which of the two is first alternates from round to
 * round. A contender without a base is measured as the base of others, or alone if it has none of them.
 *
 * @returns for each contender its `samples`, and the `pairs` of its samples with those of its base
 */
export async function alternate(contenders, { rounds, maxMillis, signal }) {
  const measured = new Map(contenders.map(({ name }) => [name, { samples: [], pairs: [] }]));
  const byName = new Map(contenders.map((contender) => [contender.name, contender]));
  const bases = new Set(contenders.map(({ base }) => base));
  const take = async ({ name, burst }) => {
    signal.throwIfAborted();
    const sample = await burst({ isMeasured: true });
    measured.get(name).samples.push(sample);
    return sample;
  };
  const deadline = performance.now() + maxMillis;
  for (let round = 0; round < rounds; round++) {
    if (round >= LEAST_ROUNDS && performance.now() > deadline) break;
    for (const contender of contenders) {
      const base = byName.get(contender.base);
      if (base) {
        const first = round % 2 === 0 ? await take(base) : undefined;
        const own = await take(contender);
        measured.get(contender.name).pairs.push({ base: first ?? (await take(base)), own });
      } else if (!bases.has(contender.name)) await take(contender);
    }
  }
  return contenders.map(({ name, base }) => ({ name, base, ...measured.get(name) }));
}

/**
 * Returns what a report says of one figure of each contender.
 *
 * @param row its `name`, the `key` of the figure in a sample, and its `unit`
 */
export function rowOf(measured, { name, key, unit }) {
  return measured.map(({ name: subject, base, samples, pairs }) => ({
    row: name,
    subject,
    unit,
    ...summarize(samples.map((sample) => sample[key])),
    ...(pairs.length > 0 && {
      base,
      ...comparePairs(pairs.map((pair) => ({ base: pair.base[key], own: pair.own[key] }))),
    }),
  }));
}
