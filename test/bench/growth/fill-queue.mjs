import { startSubject } from '../subjects/start-subject.mjs';
import { spansWith } from './spans-with.mjs';

const CALLS_AT_ONCE = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000];
const BYTES_A_MEGABYTE = 1e6;

/**
 * Returns how many spans of a subject arrive, for each number of them that one request makes at once, while the queue is as
 * long as it is by default.
 */
export async function fillQueue(subject, lab, signal) {
  const service = await startSubject(subject, lab.endpoints[0], { hasShortQueue: true });
  const origin = `http://127.0.0.1:${service.ready}`;
  const points = [];
  try {
    for (const calls of CALLS_AT_ONCE) {
      signal.throwIfAborted();
      const before = await lab.spansAt(0);
      await lab.send({ origin, request: { path: `/calls/${calls}` }, requests: 1, connections: 1 });
      const { residentBytes } = await service.ask('usage');
      await lab.settle(0, subject.holdMillis);
      points.push({
        subject: subject.name,
        made: spansWith(calls, subject),
        arrived: (await lab.spansAt(0)) - before,
        residentMegabytes: residentBytes / BYTES_A_MEGABYTE,
      });
    }
  } finally {
    await service.stop();
  }
  return points;
}
