/**
 * What it costs to read a bulk insert beside sending it. INSERT statements of many rows, with literals or with
 * parameters, each another text, are sent by pg to a real PostgreSQL, and read as the library reads them;
 * medians after a warm-up. Ends with 1 if reading one of thousands of rows takes more than a tenth of the time
 * in which it is sent and answered.
 *
 * node test/bench/bulk-insert.mjs [--samples=50]
 */
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { readQuery } from '../../libs/tracing/dist/database/postgresql/sql/read-query.js';
import { median } from './parts/median.mjs';
import { surround } from './parts/surround.mjs';

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
const surroundings = await surround();
const client = await connect(surroundings.env.DATABASE_URL);
const ratios = [];
console.log(
  '| rows | values | characters | sent in ms | read in ms | ratio |\n|' + ' --- |'.repeat(6),
);
try {
  for (const insert of INSERTS) ratios.push(await measure(insert, Number(options.samples)));
} finally {
  await client.end();
  await surroundings.stop();
}
const most = Math.max(...ratios);
console.log(`\nReading takes ${most.toFixed(3)} of sending at most, of ${MAX_RATIO} that it may.`);
if (most > MAX_RATIO) process.exitCode = 1;

async function connect(connectionString) {
  const client = new Client({ connectionString });
  await client.connect();
  await client.query(
    'CREATE UNLOGGED TABLE readings (id int, sensor text, value float, note text)',
  );
  return client;
}

async function measure({ rows, values, insertOf }, samples) {
  const sent = [];
  const read = [];
  let characters = 0;
  for (let n = -WARM_UP; n < samples; n++) {
    const query = insertOf(rows, n);
    characters = query.text.length;
    const sending = await millisOf(() => client.query(query));
    const reading = await millisOf(() => readQuery(query.text));
    await client.query('TRUNCATE readings');
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
