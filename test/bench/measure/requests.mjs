import { rowOf } from './contend.mjs';
import { startHttpContender } from './http-contender.mjs';
import { openLab } from './lab.mjs';
import { measureInPairs } from './pairs.mjs';
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

/** Measures what a request costs under each subject. */
export async function measureRequests({ chosen, isQuick, limits, signal, log }) {
  const lab = await openLab();
  try {
    const start = (subject, index) => startHttpContender(subject, lab, index, BURST);
    const { measured, ...counted } = await measureInPairs(withBases(chosen), start, {
      limits: limits.requests,
      signal,
      log,
    });
    const rows = isQuick ? QUICK_ROWS : ROWS;
    return { results: rows.flatMap((row) => rowOf(measured, row)), ...counted };
  } finally {
    await lab.stop();
  }
}
