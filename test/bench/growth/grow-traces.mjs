import { startHttpContender } from '../measure/http-contender.mjs';
import { requirePromises } from '../measure/promise.mjs';
import { summarize } from '../statistics/summary.mjs';
import { spansWith } from './spans-with.mjs';

const CALLS = [1, 10, 100, 1_000, 10_000];
const WARM_UP_BURSTS = 5;
const BURSTS = 5;
/** So many calls are in each burst, however many of them one request makes. */
const CALLS_A_BURST = 20_000;
const MOST_REQUESTS = 1_000;

/** Returns the processor time of a request to a subject in microseconds, for each number of calls that the request makes. */
export async function growTraces(subject, lab, signal) {
  const points = [];
  for (const calls of CALLS) {
    const micros = await measure(subject, calls, lab, signal);
    points.push({ subject: subject.name, calls, ...summarize(micros) });
  }
  return points;
}

async function measure(subject, calls, lab, signal) {
  const requests = Math.min(MOST_REQUESTS, CALLS_A_BURST / calls);
  const promised = { ...subject, spans: spansWith(calls, subject) };
  const burst = { path: `/calls/${calls}`, requests };
  const contender = await startHttpContender(promised, lab, 0, burst);
  const micros = [];
  try {
    for (let n = -WARM_UP_BURSTS; n < BURSTS; n++) {
      signal.throwIfAborted();
      const { cpu } = await contender.burst({ isMeasured: true });
      if (n >= 0) micros.push(cpu);
    }
    requirePromises([await contender.countSpans()]);
  } finally {
    await contender.stop();
  }
  return micros;
}
