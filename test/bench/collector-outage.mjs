/**
 * What an outage of the collector costs the requests of a service: latency while the collector is away,
 * against runs with it, alternating, medians of the runs' percentiles. After each outage the collector
 * returns, and what it got and what the service says it lost must add up to what was made.
 *
 * node test/bench/collector-outage.mjs [--seconds=30] [--runs=3] [--rate=200] [--json]
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from './parts/median.mjs';

const LIBRARY = fileURLToPath(new URL('../../libs/tracing', import.meta.url));
const BUDGET = { p50: 1.05, p99: 1.25 };
const WARM_UP_SECONDS = 2;
const SPANS_PER_REQUEST = 2;

/**
 * Two spans a request, and a little work that is not the processor's. Idle connections stay open: one that is
 * closed while a client uses it again is a failure that has nothing to do with the collector.
 */
const SERVICE = `
  import { createServer } from 'node:http';
  import { setTimeout } from 'node:timers/promises';
  import { traced } from '@traced/nest';
  const find = traced('find', () => setTimeout(2));
  const server = createServer((request, response) => void find().then(() => response.end('{}')));
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;

if (process.send) {
  await collect();
} else {
  await measure();
}

/** The other process: a collector that comes and goes. */
async function collect() {
  const { OtlpReceiver } = await import('@traced/kit');
  const spans = new Set();
  let receiver = await OtlpReceiver.start({ maxTraces: 1_000_000, maxBytes: 1024 ** 3 });
  const port = Number(new URL(receiver.endpoint).port);
  const leave = async () => {
    await receiver?.stop();
    for (const trace of receiver?.traces() ?? []) {
      for (const span of trace.spans) spans.add(span.spanId);
    }
    receiver = undefined;
  };
  const commands = {
    leave,
    return: async () => {
      receiver = await OtlpReceiver.start({ port, maxTraces: 1_000_000, maxBytes: 1024 ** 3 });
    },
    count: async () => {
      await leave();
      return spans.size;
    },
  };
  const answer = async (command) => process.send((await commands[command]()) ?? null);
  process.on('message', (command) => void answer(command));
  process.on('disconnect', () => process.exit());
  process.send(receiver.endpoint);
}

async function measure() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '30' },
      runs: { type: 'string', default: '3' },
      rate: { type: 'string', default: '200' },
      json: { type: 'boolean', default: false },
    },
  });
  const options = {
    seconds: Number(values.seconds),
    runs: Number(values.runs),
    rate: Number(values.rate),
  };
  const runs = [];
  for (let n = 0; n < options.runs; n++) {
    // Each kind goes first every other time.
    const kinds = n % 2 === 0 ? [false, true] : [true, false];
    for (const isAway of kinds) runs.push(await run(isAway, options));
  }
  const result = { ...options, ...compare(runs), runs };
  console.log(values.json ? JSON.stringify(result, null, 2) : table(result));
  if (!result.isWithinBudget || !result.isExact) process.exitCode = 1;
}

async function run(isAway, { seconds, rate }) {
  const collector = fork(fileURLToPath(import.meta.url), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [endpoint] = await once(collector, 'message');
  const service = await serve(endpoint);
  const warmUp = await load(service.url, WARM_UP_SECONDS, rate);
  if (isAway) await tell(collector, 'leave');
  const measured = await load(service.url, seconds, rate);
  if (isAway) await tell(collector, 'return');
  // Whether the queue goes on by itself; what is left goes at SIGTERM.
  const after = await load(service.url, WARM_UP_SECONDS, rate);
  const { lost } = await service.stop();
  const sent = await tell(collector, 'count');
  collector.disconnect();
  const made = (warmUp.answered + measured.answered + after.answered) * SPANS_PER_REQUEST;
  const failed = warmUp.failed + measured.failed + after.failed;
  return {
    isAway,
    ...percentiles(measured.millis),
    requests: measured.answered,
    failed,
    made,
    sent,
    lost,
  };
}

async function tell(collector, command) {
  collector.send(command);
  const [answer] = await once(collector, 'message');
  return answer;
}

async function serve(endpoint) {
  const args = ['--import', '@traced/nest/register', '--input-type=module', '--eval', SERVICE];
  const env = { PATH: process.env.PATH, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
  const child = spawn(process.execPath, args, {
    cwd: LIBRARY,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const [port] = await once(child.stdout, 'data');
  return {
    url: `http://127.0.0.1:${String(port).trim()}/orders/7`,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'close');
      return { lost: Number(/Lost in all: (\d+) of/.exec(stderr)?.[1] ?? 0) };
    },
  };
}

/** Requests at a steady rate, whether or not those before were answered. */
async function load(url, seconds, rate) {
  const agent = new Agent({ keepAlive: true });
  const millis = [];
  let failed = 0;
  const requests = [];
  const start = performance.now();
  for (let n = 0; n < seconds * rate; n++) {
    const wait = start + (n * 1_000) / rate - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const sent = performance.now();
    const answered = ask(url, agent).then(
      () => millis.push(performance.now() - sent),
      (error) => {
        failed++;
        console.error(`A request failed: ${error.code ?? error}`);
      },
    );
    requests.push(answered);
  }
  await Promise.all(requests);
  agent.destroy();
  return { millis, failed, answered: millis.length };
}

function ask(url, agent) {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => response.on('end', resolve).on('error', reject).resume()).on(
      'error',
      reject,
    );
  });
}

function percentiles(millis) {
  const sorted = millis.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)];
  return { p50: at(0.5), p99: at(0.99) };
}

function compare(runs) {
  const medians = (isAway) => {
    const chosen = runs.filter((run) => run.isAway === isAway);
    return { p50: median(chosen.map(({ p50 }) => p50)), p99: median(chosen.map(({ p99 }) => p99)) };
  };
  const present = medians(false);
  const away = medians(true);
  const ratios = { p50: away.p50 / present.p50, p99: away.p99 / present.p99 };
  return {
    present,
    away,
    ratios,
    isWithinBudget: ratios.p50 <= BUDGET.p50 && ratios.p99 <= BUDGET.p99,
    isExact: runs.every(({ made, sent, lost, failed }) => sent + lost === made && failed === 0),
  };
}

function table({ seconds, rate, present, away, ratios, runs, isExact }) {
  const row = (name, { p50, p99 }, unit) =>
    `| ${name} | ${p50.toFixed(2)}${unit} | ${p99.toFixed(2)}${unit} |`;
  return [
    `${rate} requests a second for ${seconds} s, medians of ${runs.length / 2} runs each`,
    '',
    '| collector | p50 | p99 |',
    '| --- | --- | --- |',
    row('there', present, ' ms'),
    row('away', away, ' ms'),
    row('ratio', ratios, ''),
    row('budget', BUDGET, ''),
    '',
    ...runs.map(
      ({ isAway, failed, made, sent, lost }) =>
        `${isAway ? 'away ' : 'there'}: ${failed} failed; ${made} spans made = ${sent} sent + ${lost} dropped`,
    ),
    isExact ? 'No request failed, and every span is accounted for.' : 'NOT EXACT',
  ].join('\n');
}
