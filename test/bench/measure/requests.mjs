import { alternate, rowOf, warmUp } from './contend.mjs';
import { startHttpContender } from './http-contender.mjs';
import { openLab } from './lab.mjs';
import { requirePromises, spansOf } from './promise.mjs';
import { withBases } from '../subjects/subjects.mjs';

export const CPU_PER_REQUEST = 'CPU per request';
export const RESIDENT_MEMORY = 'resident memory under load';

const QUICK_ROWS = [{ name: CPU_PER_REQUEST, key: 'cpu', unit: 'µs' }];
const ROWS = [
  ...QUICK_ROWS,
  { name: 'throughput', key: 'perSecond', unit: 'requests/s' },
  { name: 'latency, median', key: 'p50Millis', unit: 'ms' },
  { name: 'latency, 99th percentile', key: 'p99Millis', unit: 'ms' },
  { name: RESIDENT_MEMORY, key: 'residentMegabytes', unit: 'MB' },
];

/** Twenty bursts before figures can stand still are as many requests as the optimising compiler needs. */
const BURST = { path: '/hello', requests: 2_000 };

/**
 * Measures what a request costs under each subject, and checks that the spans arrive which it promises.
 *
 * @throws {BrokenPromiseError} when they do not
 */
export async function measureRequests({ chosen, isQuick, limits, signal, log }) {
  const subjects = withBases(chosen);
  const lab = await openLab(subjects.length);
  const contenders = [];
  try {
    for (const [index, subject] of subjects.entries()) {
      signal.throwIfAborted();
      log(`starting ${subject.name}`);
      contenders.push(await startHttpContender(subject, lab, index, BURST));
    }
    log('warming up until the figures stand still');
    const warmedUp = await warmUp(contenders, { maxMillis: limits.warmUpMillis, signal });
    log('measuring requests');
    const measured = await alternate(contenders, {
      rounds: limits.rounds,
      maxMillis: limits.measureMillis,
      signal,
    });
    const spans = await countSpans(subjects, contenders, lab);
    requirePromises(spans);
    const rows = isQuick ? QUICK_ROWS : ROWS;
    return { results: rows.flatMap((row) => rowOf(measured, row)), spans, warmedUp };
  } finally {
    await Promise.all(contenders.map((contender) => contender.stop()));
    await lab.stop();
  }
}

async function countSpans(subjects, contenders, lab) {
  const counts = [];
  for (const [index, subject] of subjects.entries()) {
    counts.push(spansOf(subject, contenders[index].totals.requests, await lab.spansAt(index)));
  }
  return counts;
}
