import { fillQueue } from '../growth/fill-queue.mjs';
import { growLoad } from '../growth/grow-load.mjs';
import { growTraces } from '../growth/grow-traces.mjs';
import { SUBJECTS } from '../subjects/subjects.mjs';
import { openLab } from './lab.mjs';

/** The subjects whose service has a decorated method, and the one without tracing. */
export const GROWING = ['untraced', 'native at nothing', 'native at 100 %', 'nestjs-otel'];
const RECORDING = ['native at 100 %', 'nestjs-otel'];

/**
 * Measures how what is measured elsewhere grows: the processor time of a request with the calls in its trace, memory with the
 * load, and the spans that are lost with those that come at once.
 */
export async function measureGrowth({ chosen, signal, log }) {
  const lab = await openLab();
  const grow = async (names, what, measure) => {
    const points = [];
    for (const subject of SUBJECTS) {
      if (!chosen.has(subject.name) || !names.includes(subject.name)) continue;
      log(`growing ${what} of ${subject.name}`);
      points.push(...(await measure(subject, lab, signal)));
    }
    return points;
  };
  try {
    const growth = {
      cost: await grow(GROWING, 'the traces', growTraces),
      memory: await grow(GROWING, 'the load', growLoad),
      queue: await grow(RECORDING, 'the queue', fillQueue),
    };
    return { results: [], growth };
  } finally {
    await lab.stop();
  }
}
