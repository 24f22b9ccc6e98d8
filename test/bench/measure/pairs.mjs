import { alternate, warmUp } from './contend.mjs';
import { joinSpans, requirePromises } from './promise.mjs';

/**
 * Measures each subject beside its base, in a process of its own each, which run only for this pair: with one base for all,
 * the base would be busier than any other. Two processes of the same program differ by some percent for as long as they run,
 * because V8 has compiled them otherwise, so that each pair is started and warmed up several times.
 *
 * @param subjects each has a `name`, and the name of its `base` if it has one
 * @param start starts a subject as a contender on one of two ports of the lab; beside what `warmUp` needs, a contender has
 * `stop()`, and `countSpans()`, which resolves with the spans that have arrived
 * @param limits `generations`, `rounds`, `warmUpMillis` and `measureMillis`, each for one pair
 * @returns what was `measured` of each subject, the `spans` that arrived, and how each process was `warmedUp`
 * @throws {BrokenPromiseError} when a subject has exported other spans than it promises
 */
export async function measureInPairs(subjects, start, { limits, signal, log }) {
  const runs = [];
  for (let generation = 1; generation <= limits.generations; generation++) {
    for (const pair of pairsOf(subjects)) {
      const names = pair.map(({ name }) => name).join(' and ');
      log(`measuring ${names}, ${generation} of ${limits.generations} times`);
      runs.push(await measurePair(pair, start, { limits, signal }));
    }
  }
  return {
    measured: joinMeasured(runs.flatMap(({ measured }) => measured)),
    spans: joinSpans(runs.flatMap(({ spans }) => spans)),
    warmedUp: runs.flatMap(({ warmedUp }) => warmedUp),
  };
}

/** Returns each subject that has a base together with it, and the others alone, unless they are the base of one. */
function pairsOf(subjects) {
  const bases = new Set(subjects.map(({ base }) => base));
  const byName = new Map(subjects.map((subject) => [subject.name, subject]));
  return subjects
    .filter(({ name }) => !bases.has(name))
    .map((subject) => (byName.has(subject.base) ? [byName.get(subject.base), subject] : [subject]));
}

async function measurePair(pair, start, { limits, signal }) {
  const contenders = [];
  try {
    for (const [index, subject] of pair.entries()) {
      signal.throwIfAborted();
      contenders.push(await start(subject, index));
    }
    const warmedUp = await warmUp(contenders, { maxMillis: limits.warmUpMillis, signal });
    const measured = await alternate(contenders, {
      rounds: limits.rounds,
      maxMillis: limits.measureMillis,
      signal,
    });
    const spans = [];
    for (const contender of contenders) spans.push(await contender.countSpans());
    requirePromises(spans);
    return { measured, spans, warmedUp };
  } finally {
    await Promise.all(contenders.map((contender) => contender.stop()));
  }
}

/** Returns what several runs have measured of the same subjects, as if it were one run. */
function joinMeasured(measured) {
  return Array.from(Map.groupBy(measured, ({ name }) => name).values(), (runs) => ({
    ...runs[0],
    samples: runs.flatMap(({ samples }) => samples),
    pairs: runs.flatMap(({ pairs }) => pairs),
  }));
}
