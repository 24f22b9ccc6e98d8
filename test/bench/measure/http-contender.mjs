import { startSubject } from '../subjects/start-subject.mjs';
import { spansOf } from './promise.mjs';

const BYTES_A_MEGABYTE = 1e6;

/**
 * Starts a subject as a contender whose bursts are requests for `path`. What its process does after the last response, such as
 * an export, belongs to the burst.
 */
export async function startHttpContender(subject, lab, index, { path, requests }) {
  const spansBefore = await lab.spansAt(index);
  const service = await startSubject(subject, lab.endpoints[index]);
  const origin = `http://127.0.0.1:${service.ready}`;
  let sentInAll = 0;
  return {
    name: subject.name,
    base: subject.base,
    async burst({ isMeasured }) {
      const before = await service.ask('usage');
      const sent = await lab.send({ origin, requests, request: { path } });
      const loaded = await service.ask('usage');
      if (isMeasured) await lab.settle(index, subject.holdMillis);
      const after = await service.ask('usage');
      sentInAll += sent.requests;
      return {
        cpu: (after.cpuMicros - before.cpuMicros) / sent.requests,
        perSecond: (sent.requests * 1_000) / sent.millis,
        p50Millis: sent.p50Millis,
        p99Millis: sent.p99Millis,
        residentMegabytes: loaded.residentBytes / BYTES_A_MEGABYTE,
      };
    },
    countSpans: async () => spansOf(subject, sentInAll, (await lab.spansAt(index)) - spansBefore),
    stop: () => service.stop(),
  };
}
