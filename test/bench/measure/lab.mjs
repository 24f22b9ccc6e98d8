import { setTimeout } from 'node:timers/promises';
import { forkService } from '../parts/fork-service.mjs';

const LOAD = new URL('../programs/load.mjs', import.meta.url);
const RECEIVER = new URL('../programs/receiver.mjs', import.meta.url);

const POLL_MILLIS = 50;
const MAX_SETTLE_MILLIS = 20_000;

/** The ports of a lab: one for each process of a pair. */
const PORTS = 2;

/** Starts the two processes beside those that are measured: one that sends load, and one that receives spans. */
export async function openLab() {
  const load = await forkService(LOAD, {});
  const receiver = await forkService(RECEIVER, { env: { PORTS: String(PORTS) } });
  const spansAt = async (index) => (await receiver.ask('spans'))[index];
  return {
    /** The URLs of the receiver's ports. */
    endpoints: receiver.ready,
    spansAt,
    /** Sends a burst of requests; throws if one of them is not answered by a status of success. */
    async send(burst) {
      const sent = await load.ask({ connections: 10, ...burst });
      if (sent.failed > 0) throw new Error(`Of ${sent.requests} requests, ${sent.failed} failed.`);
      return sent;
    },
    /** Waits until no span has arrived at a port for longer than its subject holds one back. */
    async settle(index, holdMillis) {
      const deadline = performance.now() + MAX_SETTLE_MILLIS;
      let spans = -1;
      for (
        let since = 0;
        since < holdMillis && performance.now() < deadline;
        since += POLL_MILLIS
      ) {
        const arrived = await spansAt(index);
        if (arrived !== spans) since = 0;
        spans = arrived;
        await setTimeout(POLL_MILLIS);
      }
    },
    async stop() {
      await Promise.all([load.stop(), receiver.stop()]);
    },
  };
}
