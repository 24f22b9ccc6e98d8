/**
 * Whether the heap of a traced service stays flat: one service for each kind of traffic, all at once, each
 * request recorded and exported. Every minute the traffic pauses, and each service tells its heap after a
 * collection. Ends with 1 if a heap grows by more than 1 MiB between the first and the last third of what
 * follows the warm-up. Nothing of it is simulated: Nest, PostgreSQL and the collector are real.
 *
 * node test/bench/soak.mjs [--minutes=30] [--rate=20] [--only=kind] [--json]
 */
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { answerParent, forkService } from './parts/fork-service.mjs';
import { median } from './parts/median.mjs';
import { surround } from './parts/surround.mjs';

const MAX_GROWTH_MIB = 1;
const WARM_UP_MINUTES = 5;
/** For what is under way, and for the queue of spans, which is exported every second. */
const PAUSE_MILLIS = 3_000;

if (process.send) {
  await serveTraffic();
} else {
  await measure();
}

/** The other process. Tells what its heap holds after a collection, and what is exported. */
async function serveTraffic() {
  const { serve } = await import('./soak/service.mjs');
  const { port, figures } = await serve();
  answerParent(port, async () => {
    for (let n = 0; n < 5; n++) {
      gc();
      await setTimeout(20);
    }
    const { heapUsed, external } = process.memoryUsage();
    return { mib: (heapUsed + external) / 2 ** 20, spans: figures().made };
  });
}

async function measure() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '30' },
      rate: { type: 'string', default: '20' },
      only: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
    },
  });
  const { TRAFFIC } = await import('./soak/traffic.mjs');
  const kinds = Object.keys(TRAFFIC).filter((kind) => kind.includes(values.only));
  const surroundings = await surround();
  const services = [];
  try {
    for (const kind of kinds) services.push(await start(kind, TRAFFIC[kind], surroundings.env));
    for (let minute = 0; minute < Number(values.minutes); minute++) {
      await Promise.all(services.map((service) => service.load(60_000, Number(values.rate))));
      await setTimeout(PAUSE_MILLIS);
      for (const service of services) await service.sample();
    }
  } finally {
    await Promise.all(services.map((service) => service.stop()));
    await surroundings.stop();
  }
  const results = services.map((service) => service.result());
  console.log(values.json ? JSON.stringify(results, null, 2) : table(results));
  if (results.length === 0 || results.some(({ isFlat }) => !isFlat)) process.exitCode = 1;
}

async function start(kind, ask, env) {
  const { clientOf } = await import('./soak/traffic.mjs');
  const service = await forkService(import.meta.url, {
    execArgv: ['--expose-gc', '--import', '@traced/nest/register'],
    env: { ...env, OTEL_SERVICE_NAME: kind, OTEL_BSP_SCHEDULE_DELAY: '1000' },
  });
  const client = clientOf(service.ready);
  const samples = [];
  let requests = 0;
  let failed = 0;
  return {
    /** One request after the other begins, at `rate` a second, whether or not those before have ended. */
    async load(millis, rate) {
      const underWay = [];
      const end = performance.now() + millis;
      while (performance.now() < end) {
        underWay.push(ask(client, requests++).catch(() => failed++));
        await setTimeout(1_000 / rate);
      }
      await Promise.all(underWay);
    },
    async sample() {
      samples.push(await service.ask('heap'));
    },
    async stop() {
      client.close();
      await service.stop();
    },
    result: () => ({ kind, requests, failed, spans: samples.at(-1)?.spans, ...growthOf(samples) }),
  };
}

function growthOf(samples) {
  const mibs = samples.map(({ mib }) => mib);
  const settled = mibs.slice(mibs.length > 3 * WARM_UP_MINUTES ? WARM_UP_MINUTES : 0);
  const third = Math.ceil(settled.length / 3);
  const first = median(settled.slice(0, third));
  const last = median(settled.slice(-third));
  return { mibs, first, last, isFlat: last - first <= MAX_GROWTH_MIB };
}

function table(results) {
  const cells = ({ kind, requests, failed, spans, first, last, isFlat }) => [
    kind,
    requests,
    failed,
    spans,
    first.toFixed(2),
    last.toFixed(2),
    isFlat ? 'flat' : 'GROWS',
  ];
  return [
    'Heap after a collection in MiB, medians of the first and the last third after the warm-up',
    '',
    '| traffic | requests | without an answer | spans | first | last | |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...results.map((result) => `| ${cells(result).join(' | ')} |`),
  ].join('\n');
}
