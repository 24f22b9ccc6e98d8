/**
 * What hostile requests cost a service beside what they cost it untraced: each text that is made for one of
 * the library's patterns, in each place of a request, in either preset, sampled or not, over HTTP/1 and
 * HTTP/2. CPU of the process, medians after a warm-up. Ends with 1 if tracing adds more than 5 ms anywhere, or
 * changes an answer. Nothing of it is simulated: Nest, PostgreSQL and the collector are real.
 *
 * node test/bench/hostile-requests.mjs [--samples=20] [--only=text of a row] [--json]
 */
import { parseArgs } from 'node:util';
import { answerParent, forkService } from './parts/fork-service.mjs';
import { median } from './parts/median.mjs';
import { surround } from './parts/surround.mjs';

const BUDGET_MILLIS = 5;
const WARM_UP = 3;

const PRELOAD = ['--import', '@traced/nest/register'];
const OFF = { OTEL_TRACES_SAMPLER: 'parentbased_always_off' };
const STANDARD = { TRACING_PRESET: 'standard' };

/** What the same service is started as. */
const VARIANTS = [
  { name: 'untraced', execArgv: [], env: { UNTRACED: 'true' } },
  { name: 'native, sampled', execArgv: PRELOAD, env: {} },
  { name: 'native, not sampled', execArgv: PRELOAD, env: OFF },
  { name: 'standard, sampled', execArgv: PRELOAD, env: STANDARD },
  { name: 'standard, not sampled', execArgv: PRELOAD, env: { ...STANDARD, ...OFF } },
];

if (process.send) {
  await serve();
} else {
  await measure();
}

/** The other process. Tells the CPU that it has used so far, in microseconds, when it is asked. */
async function serve() {
  const service = await import('./hostile-requests/service.mjs');
  const ports = await service.serve();
  answerParent(ports, () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  });
}

async function measure() {
  const { values } = parseArgs({
    options: {
      samples: { type: 'string', default: '20' },
      only: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
    },
  });
  const { attacks } = await import('./hostile-requests/attacks.mjs');
  const chosen = attacks().filter((attack) => nameOf(attack).includes(values.only));
  const surroundings = await surround();
  const services = [];
  const rows = [];
  try {
    for (const variant of VARIANTS) services.push(await start(variant, surroundings.env));
    if (!values.json) console.log(heading());
    for (const attack of chosen) {
      const row = await measureAttack(attack, services, Number(values.samples));
      rows.push(row);
      if (!values.json) console.log(lineOf(row));
    }
  } finally {
    await Promise.all(services.map((service) => service.stop()));
    await surroundings.stop();
  }
  const wrong = rows.filter(({ isWithinBudget, isSame }) => !isWithinBudget || !isSame);
  console.log(values.json ? JSON.stringify(rows, null, 2) : verdict(rows, wrong));
  if (wrong.length > 0 || rows.length === 0) process.exitCode = 1;
}

async function start({ name, execArgv, env }, surroundings) {
  const { clientsOf } = await import('./hostile-requests/clients.mjs');
  const service = await forkService(import.meta.url, {
    execArgv,
    env: { ...surroundings, ...env },
  });
  const clients = clientsOf(service.ready);
  return {
    name,
    async sample({ version, request }) {
      const before = await service.ask('cpu');
      const status = await clients.send(version, request);
      return { status, millis: ((await service.ask('cpu')) - before) / 1_000 };
    },
    async stop() {
      clients.close();
      await service.stop();
    },
  };
}

/** Each service in turn, so that what else the machine does meets all of them. */
async function measureAttack(attack, services, samples) {
  const taken = services.map(() => []);
  for (let n = -WARM_UP; n < samples; n++) {
    for (const [index, service] of services.entries()) {
      const sample = await service.sample(attack);
      if (n >= 0) taken[index].push(sample);
    }
  }
  const millis = taken.map((each) => median(each.map((sample) => sample.millis)));
  const statuses = new Set(taken.flat().map(({ status }) => status));
  const most = Math.max(...millis) - millis[0];
  return {
    attack: nameOf(attack),
    statuses: [...statuses],
    millis: Object.fromEntries(services.map(({ name }, index) => [name, millis[index]])),
    isWithinBudget: most <= BUDGET_MILLIS,
    isSame: statuses.size === 1,
  };
}

function nameOf({ pattern, place, version, size }) {
  return `${place} | ${pattern} | ${size / 1_000} KB | HTTP/${version}`;
}

function heading() {
  const columns = [
    'place',
    'pattern',
    'size',
    'protocol',
    'status',
    ...VARIANTS.map(({ name }) => name),
  ];
  return `CPU of a request in milliseconds\n\n| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}`;
}

function lineOf({ attack, statuses, millis, isWithinBudget, isSame }) {
  const cells = Object.values(millis).map((each) => each.toFixed(2));
  const what = `${isWithinBudget ? '' : ' TOO MUCH'}${isSame ? '' : ' ANOTHER ANSWER'}`;
  return `| ${attack} | ${statuses.join(', ')} | ${cells.join(' | ')} |${what}`;
}

function verdict(rows, wrong) {
  const added = rows.map(({ millis }) => Math.max(...Object.values(millis)) - millis.untraced);
  return [
    '',
    `${rows.length} requests; tracing adds ${Math.max(...added).toFixed(2)} ms at most, of ${BUDGET_MILLIS} ms that it may.`,
    ...wrong.map(({ attack }) => `Not as it should be: ${attack}`),
  ].join('\n');
}
