/**
 * How many instructions of the CPU a call of a `@Traced()` method takes, and a request to a server of node:http,
 * unsampled and recorded, in each checkout that is named. Unlike time, the figure does not depend on what else
 * the machine does, so that a commit can be compared with the one before it. Valgrind counts; a run takes minutes.
 *
 * node test/bench/instructions.mjs [path of a built checkout, default: this one] [another …] [--only=text of a row] [--json]
 */
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { hasValgrind, instructionsOf } from './instructions/count.mjs';

const PRELOAD = ['--import', '@traced/nest/register'];
/** However slow Valgrind is, no request is late-sampled for it. */
const NEVER_SLOW = { TRACING_LATE_SAMPLING_SLOW_MILLIS: '86400000' };
const UNSAMPLED = { ...NEVER_SLOW, OTEL_TRACES_SAMPLER: 'parentbased_always_off' };
/** What an export takes depends on when it begins, so spans end here where they would be queued. */
const RECORDED = { OTEL_TRACES_EXPORTER: 'none' };
const UNSAMPLED_CALLER = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

/** So many that V8 has compiled what it will, and that two measurements differ by less than 0.5 %. */
const CALLS = { program: 'call', times: 500_000, args: [], preload: PRELOAD };
const REQUESTS = { program: 'request', times: 16_000, args: [], preload: PRELOAD };

const MEASURED = [
  { what: 'call, unsampled', ...CALLS, env: UNSAMPLED },
  { what: 'call, recorded', ...CALLS, times: 60_000, env: RECORDED },
  { what: 'request, untraced', ...REQUESTS, preload: [], env: {} },
  { what: 'request, unsampled', ...REQUESTS, env: UNSAMPLED },
  {
    what: 'request, unsampled by its caller',
    ...REQUESTS,
    args: [UNSAMPLED_CALLER],
    env: NEVER_SLOW,
  },
  { what: 'request, recorded', ...REQUESTS, env: RECORDED },
];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const checkouts = positionals.length > 0 ? positionals : [join(import.meta.dirname, '../..')];
const failure = failureOf(checkouts);
if (failure) {
  console.error(failure);
  process.exitCode = 1;
} else {
  await measure(MEASURED.filter(({ what }) => what.includes(options.only)));
}

function failureOf(paths) {
  const unbuilt = paths.find((path) => !isBuilt(path));
  if (unbuilt !== undefined) return `Expected a built checkout of this repository, got ${unbuilt}.`;
  if (!hasValgrind())
    return "Expected valgrind, which counts; please install Debian's package valgrind.";
  return undefined;
}

function isBuilt(path) {
  try {
    return (
      createRequire(join(resolve(path), 'package.json')).resolve('@traced/nest/register') !== ''
    );
  } catch {
    return false;
  }
}

/** Prints a table row by row, for its rows take minutes; as JSON, what the first checkout takes. */
async function measure(rows) {
  if (!options.json) return printTable(rows);
  const counts = [];
  for (const row of rows) {
    const instructions = await instructionsOf(row, resolve(checkouts[0]));
    counts.push({ what: row.what, instructions });
  }
  console.log(JSON.stringify(counts, null, 2));
}

async function printTable(rows) {
  const ratios = checkouts.slice(1).flatMap((path) => [path, 'ratio']);
  const columns = ['instructions of a', checkouts[0], ...ratios];
  console.log(`| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}`);
  for (const row of rows) {
    const counts = [];
    for (const checkout of checkouts) counts.push(await instructionsOf(row, resolve(checkout)));
    console.log(`| ${[row.what, ...cellsOf(counts)].join(' | ')} |`);
  }
}

/** Each count, and from the second on its ratio to the first. */
function cellsOf([first, ...others]) {
  const ratios = others.flatMap((count) => [count.toFixed(0), (count / first).toFixed(4)]);
  return [first.toFixed(0), ...ratios];
}
