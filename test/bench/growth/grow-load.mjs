import { startSubject } from '../subjects/start-subject.mjs';

const CALLS_A_REQUEST = 10;
const REQUESTS_A_SECOND = [50, 100, 200, 400, 800, 1_600];
const SECONDS = 5;
const BYTES_A_MEGABYTE = 1e6;

/**
 * Returns the resident memory of a subject for each rate of requests, one rate after the other in one process, with the spans
 * of a second that arrive. A rate that the subject cannot keep up with is the one that it reached.
 */
export async function growLoad(subject, lab, signal) {
  const service = await startSubject(subject, lab.endpoints[0]);
  const origin = `http://127.0.0.1:${service.ready}`;
  const request = { path: `/calls/${CALLS_A_REQUEST}` };
  const points = [];
  try {
    for (const rate of REQUESTS_A_SECOND) {
      signal.throwIfAborted();
      const before = await lab.spansAt(0);
      const sent = await lab.send({ origin, request, rate, requests: rate * SECONDS });
      const { residentBytes } = await service.ask('usage');
      await lab.settle(0, subject.holdMillis);
      const spans = (await lab.spansAt(0)) - before;
      points.push({
        subject: subject.name,
        callsPerSecond: (sent.requests * CALLS_A_REQUEST * 1_000) / sent.millis,
        spansPerSecond: (spans * 1_000) / sent.millis,
        residentMegabytes: residentBytes / BYTES_A_MEGABYTE,
      });
    }
  } finally {
    await service.stop();
  }
  return points;
}
