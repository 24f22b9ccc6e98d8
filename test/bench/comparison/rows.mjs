import { CALL_SUBJECTS } from '../calls/call-subjects.mjs';
import { measureBoot } from '../measure/boot.mjs';
import { measureCalls } from '../measure/calls.mjs';
import { GROWING, measureGrowth } from '../measure/growth.mjs';
import { KIT, countInstructions, measureVerdict } from '../measure/programs.mjs';
import { measureRequests } from '../measure/requests.mjs';
import { SHOP_SUBJECTS, measureShop } from '../measure/shop.mjs';
import { SUBJECTS } from '../subjects/subjects.mjs';

const HTTP_SUBJECTS = SUBJECTS.map(({ name }) => name);

/**
 * The rows of the comparison by the names that `--only` takes, in the order in which they run: what measures each, and the
 * subjects without one of which it is left out.
 */
const ROWS = {
  requests: { measure: measureRequests, subjects: HTTP_SUBJECTS, isQuick: true },
  calls: { measure: measureCalls, subjects: CALL_SUBJECTS, isQuick: true },
  boot: { measure: measureBoot, subjects: HTTP_SUBJECTS },
  shop: { measure: measureShop, subjects: SHOP_SUBJECTS },
  growth: { measure: measureGrowth, subjects: GROWING },
  verdict: { measure: measureVerdict, subjects: [KIT] },
};

/** What `--only` can name. */
export const KNOWN = {
  rows: Object.keys(ROWS),
  subjects: [...HTTP_SUBJECTS, ...CALL_SUBJECTS, ...SHOP_SUBJECTS, KIT],
};

/** The subjects that take no part in a quick comparison. */
const SLOW_SUBJECTS = new Set(SUBJECTS.filter(({ isQuick }) => !isQuick).map(({ name }) => name));

/**
 * How much is measured of each pair at most: how often its processes are started, the rounds of bursts in each of them, and
 * the milliseconds after which no further round begins.
 */
const LIMITS = {
  requests: { generations: 4, rounds: 10, warmUpMillis: 90_000, measureMillis: 60_000 },
  calls: { generations: 4, rounds: 10, warmUpMillis: 10_000, measureMillis: 10_000 },
  shop: { generations: 1, rounds: 12, warmUpMillis: 180_000, measureMillis: 180_000 },
};
const QUICK_LIMITS = {
  requests: { generations: 1, rounds: 10, warmUpMillis: 13_000, measureMillis: 8_000 },
  calls: { generations: 3, rounds: 8, warmUpMillis: 2_000, measureMillis: 2_000 },
};

/**
 * Measures the chosen rows one after the other.
 *
 * @param run the `signal` that interrupts it, and `log`, which is told what is measured
 * @returns the `results`, the `subjects` that they are about, the `spans` that arrived, how each subject `warmedUp`, and its `growth`
 */
export async function measureRows({ rows, subjects, quick, instructions }, { signal, log }) {
  const chosen = new Set(quick ? subjects.filter((name) => !SLOW_SUBJECTS.has(name)) : subjects);
  const limits = quick ? QUICK_LIMITS : LIMITS;
  const measures = rows
    .map((row) => ROWS[row])
    .filter((row) => (row.isQuick || !quick) && row.subjects.some((name) => chosen.has(name)))
    .map(({ measure }) => measure);
  const outcomes = [];
  for (const measure of instructions ? [...measures, countInstructions] : measures) {
    outcomes.push(await measure({ chosen, isQuick: quick, limits, signal, log }));
  }
  const results = outcomes.flatMap((outcome) => outcome.results);
  const measured = new Set(results.map(({ subject }) => subject));
  return {
    results,
    subjects: SUBJECTS.filter(({ name }) => measured.has(name)),
    spans: outcomes.flatMap(({ spans = [] }) => spans),
    warmedUp: outcomes.flatMap(({ warmedUp = [] }) => warmedUp),
    growth: outcomes.find(({ growth }) => growth)?.growth,
  };
}
