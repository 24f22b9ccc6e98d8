/**
 * Prints a map of the library: the files of libs/tracing/src that each of five journeys passes. A journey
 * passes a file if a function of the file is called while the journey is under way, in a process that has
 * started and has made the same journey once before. V8 counts the calls. Nothing is simulated: Nest,
 * PostgreSQL and the collector are real.
 *
 * node test/support/journeys.mjs [sampled-request|late-sampled-failure|observable|query|message]
 */
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { answerParent, forkService } from '../bench/parts/fork-service.mjs';

const COMPILED = new URL('../../libs/tracing/dist/', import.meta.url).href;
/** The exporter reads the answer of the collector after the collector has the trace. */
const ANSWER_MILLIS = 500;
const AN_HOUR = '3600000';
const AT_ONCE = '50';

const JOURNEYS = {
  'sampled-request': {
    title: 'A sampled request to a Nest application, until its spans are exported over OTLP',
    program: () => import('./journeys/request.mjs'),
    request: { path: '/ok', flags: '01' },
  },
  'late-sampled-failure': {
    title: 'An unsampled request that fails, until its span is exported all the same',
    program: () => import('./journeys/request.mjs'),
    request: { path: '/failure', flags: '00' },
    without: { path: '/ok', flags: '00' },
  },
  observable: {
    title:
      'A call of a @Traced() method that returns an Observable, until its span awaits its export',
    program: () => import('./journeys/observable.mjs'),
  },
  query: {
    title: 'A query of TypeORM to PostgreSQL, until its span awaits its export',
    program: () => import('./journeys/query.mjs'),
  },
  message: {
    title:
      "A message over Nest's TCP transport, from client to service and back, until its spans await their export",
    program: () => import('./journeys/message.mjs'),
  },
};

if (process.send) {
  await serve(process.env.JOURNEY);
} else {
  await main(process.argv[2]);
}

/** Runs in the process that makes the journey. */
async function serve(name) {
  const { watchFiles } = await import('./journeys/ran-files.mjs');
  const { startJourney } = await JOURNEYS[name].program();
  const travel = await startJourney();
  const filesSinceLast = await watchFiles();
  answerParent('started', async ({ travels, request }) => {
    if (!travels) return filesSinceLast();
    await travel(request);
    return 'arrived';
  });
}

async function main(chosen) {
  const names = chosen === undefined ? Object.keys(JOURNEYS) : [chosen];
  if (!names.every((name) => Object.hasOwn(JOURNEYS, name))) {
    console.error(`Expected a journey of ${Object.keys(JOURNEYS).join(', ')}, got ${chosen}.`);
    process.exitCode = 1;
    return;
  }
  const { surround } = await import('../bench/parts/surround.mjs');
  const surroundings = await surround();
  try {
    for (const name of names) console.log(await mapOf(name, surroundings));
  } finally {
    await surroundings.stop();
  }
}

async function mapOf(name, { env, receiver }) {
  const { title, request, without } = JOURNEYS[name];
  const service = await forkService(import.meta.url, {
    execArgv: ['--import', '@traced/nest/register'],
    env: { ...env, JOURNEY: name, OTEL_BSP_SCHEDULE_DELAY: request ? AT_ONCE : AN_HOUR },
  });
  try {
    const passed = await filesPassed(service, request, receiver);
    const others = without && (await filesPassed(service, without));
    return drawMap(title, passed, others);
  } finally {
    await service.stop();
  }
}

/** The second time: the first one connects to the collector, and fills what is remembered for later. */
async function filesPassed(service, request, receiver) {
  await makeJourney(service, request, receiver);
  await service.ask({ travels: false });
  await makeJourney(service, request, receiver);
  const urls = await service.ask({ travels: false });
  const compiled = urls.filter((url) => url.startsWith(COMPILED));
  return compiled.map((url) => url.slice(COMPILED.length).replace(/js$/, 'ts')).sort();
}

/** @param receiver is waited for, if the journey ends there */
async function makeJourney(service, request, receiver) {
  if (!request) {
    await service.ask({ travels: true });
    return;
  }
  const traceId = randomBytes(16).toString('hex');
  const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-${request.flags}`;
  await service.ask({ travels: true, request: { path: request.path, traceparent } });
  await receiver?.waitForTrace((trace) => trace.traceId === traceId);
  await setTimeout(ANSWER_MILLIS);
}

/** @param others the files that are passed without late sampling, where a journey is about it */
function drawMap(title, files, others = files) {
  const added = files.filter((file) => !others.includes(file));
  const count =
    added.length > 0
      ? `${files.length} files, of which ${added.length} (+) are not passed by an unsampled request that succeeds`
      : `${files.length} files`;
  const lines = files.map((file) => `  ${added.includes(file) ? '+' : ' '} ${file}`);
  return `${title}: ${count}\n${lines.join('\n')}\n`;
}
