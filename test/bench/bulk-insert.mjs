/**
 * What it costs to read a bulk insert beside sending it. INSERT statements of many rows, with literals or with
 * parameters, each another text, are sent by pg to a real PostgreSQL, and read as the library reads them;
 * medians after a warm-up. Ends with 1 if reading one of thousands of rows takes more than a tenth of the time
 * in which it is sent and answered.
 *
 * node test/bench/bulk-insert.mjs [--samples=50]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PostgresServer, Watchdog } from '@traced/devstack';
import { Client } from 'pg';
import { readQuery } from '../../libs/tracing/dist/database/read-query.js';

const MAX_RATIO = 0.1;
const WARM_UP = 10;

const COLUMNS = ['id', 'sensor', 'value', 'note'];
const INSERT = `INSERT INTO readings (${COLUMNS.join(', ')}) VALUES `;

/** At most 65,535 parameters fit into a statement of PostgreSQL. */
const INSERTS = [1_000, 2_000, 5_000, 16_000].flatMap((rows) => [
  { rows, values: 'literals', insertOf: insertOfLiterals },
  { rows, values: 'parameters', insertOf: insertOfParameters },
]);

const { values: options } = parseArgs({ options: { samples: { type: 'string', default: '50' } } });
const database = await startDatabase();
const ratios = [];
console.log(
  '| rows | values | characters | sent in ms | read in ms | ratio |\n|' + ' --- |'.repeat(6),
);
try {
  for (const insert of INSERTS) ratios.push(await measure(insert, Number(options.samples)));
} finally {
  await database.stop();
}
const most = Math.max(...ratios);
console.log(`\nReading takes ${most.toFixed(3)} of sending at most, of ${MAX_RATIO} that it may.`);
if (most > MAX_RATIO) process.exitCode = 1;

async function startDatabase() {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'traced-bulk-'));
  const watchdog = new Watchdog();
  const logFile = join(stateDirectory, 'postgres.log');
  const postgres = await PostgresServer.start({ stateDirectory, logFile, watchdog });
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(
    'CREATE UNLOGGED TABLE readings (id int, sensor text, value float, note text)',
  );
  return {
    client,
    async stop() {
      await client.end();
      await postgres.stop();
      watchdog.stop();
      await rm(stateDirectory, { recursive: true, force: true });
    },
  };
}

async function measure({ rows, values, insertOf }, samples) {
  const sent = [];
  const read = [];
  let characters = 0;
  for (let n = -WARM_UP; n < samples; n++) {
    const query = insertOf(rows, n);
    characters = query.text.length;
    const sending = await millisOf(() => database.client.query(query));
    const reading = await millisOf(() => readQuery(query.text));
    await database.client.query('TRUNCATE readings');
    if (n < 0) continue;
    sent.push(sending);
    read.push(reading);
  }
  const ratio = median(read) / median(sent);
  const cells = [rows, values, characters, median(sent).toFixed(2), median(read).toFixed(2)];
  console.log(`| ${[...cells, ratio.toFixed(3)].join(' | ')} |`);
  return ratio;
}

function insertOfLiterals(rows, n) {
  const row = (_, id) => `(${id}, 'sensor ${n}', ${id}.5, 'it''s a reading')`;
  return { text: INSERT + Array.from({ length: rows }, row).join(', ') };
}

function insertOfParameters(rows, n) {
  const row = (_, id) =>
    `(${COLUMNS.map((_column, at) => `$${id * COLUMNS.length + at + 1}`).join(', ')})`;
  const valuesOf = (_, id) => [id, `sensor ${n}`, id + 0.5, 'a reading'];
  return {
    text: `${INSERT}${Array.from({ length: rows }, row).join(', ')} -- ${n}`,
    values: Array.from({ length: rows }, valuesOf).flat(),
  };
}

async function millisOf(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
