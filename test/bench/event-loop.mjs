/**
 * For how long the event loop stands still while a contract of 5,000 spans is judged that have arrived at a receiver, and
 * while the diff of one that does not hold is drawn. Prints for each shape of a trace how long the thread runs at most between
 * two turns of the loop, and how long until the verdict, both in CPU time. Ends with 1 if the former is above 50 ms.
 *
 * node test/bench/event-loop.mjs [--spans=5000] [--only=text of a row] [--json]
 */
import { parseArgs } from 'node:util';
import { OtlpReceiver, Trace, span, toOtlpJson } from '@traced/kit';
import { traceMatchers } from '../../libs/kit/dist/assert/matchers.js';
import { PLAIN_UTILS } from '../../libs/kit/dist/runners/plain-utils.js';
import { throwOnFailure } from '../../libs/kit/dist/runners/throwing-matchers.js';
import { median } from './parts/median.mjs';

const MAX_MILLIS = 50;
const ROUNDS = 5;
const SPANS_PER_ORDER = 25;

// The traces of failed tests are written when a test has ended.
process.env.TRACED_REPORTS = 'off';

const { values } = parseArgs({
  options: {
    spans: { type: 'string', default: '5000' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const count = Number(values.spans);

/** The children of the root, as plain descriptions of spans. */
const SHAPES = {
  'orders of 25 spans': () => Array.from({ length: count / SPANS_PER_ORDER }, orderOf),
  'siblings of one name': () => Array.from({ length: count }, (_, n) => leafOf('SELECT users', n)),
  'siblings of many names': () => Array.from({ length: count }, (_, n) => leafOf(`step ${n}`, n)),
};

/** What differs between the trace and its contract: `change` returns the pattern of a span that is the `n`th. */
const CONTRACTS = {
  holds: (fields) => fields,
  'one attribute differs': (fields, n) => (n === count >> 1 ? withOther(fields) : fields),
  'every second attribute differs': (fields, n) => (n % 2 === 0 ? withOther(fields) : fields),
  'every name differs': (fields) => ({ ...fields, name: `${fields.name}!` }),
};

const matchers = throwOnFailure(traceMatchers);
const rows = [];
for (const [shape, children] of Object.entries(SHAPES)) {
  const root = { name: 'POST /orders', n: 0, children: children() };
  for (const [contract, change] of Object.entries(CONTRACTS)) {
    const name = `${shape}, ${contract}`;
    if (!name.includes(values.only)) continue;
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await measure(root, change));
    rows.push({ name, ...mediansOf(rounds) });
    if (!values.json) console.log(lineOf(rows.at(-1)));
  }
}
if (values.json) console.log(JSON.stringify(rows, null, 2));
if (rows.length === 0 || rows.some(({ blocked }) => blocked > MAX_MILLIS)) process.exitCode = 1;

function orderOf(_, order) {
  const leaves = Array.from({ length: SPANS_PER_ORDER - 2 }, (_, n) =>
    leafOf(`SELECT ${n % 4}`, order * SPANS_PER_ORDER + n),
  );
  const place = { name: 'OrdersService.place', n: order * SPANS_PER_ORDER + 23, children: leaves };
  return { name: 'order', n: order * SPANS_PER_ORDER + 24, children: [place] };
}

function leafOf(name, n) {
  return { name, n, children: [] };
}

function withOther(fields) {
  return { ...fields, attributes: { ...fields.attributes, 'app.number': -1 } };
}

function attributesOf({ n }) {
  return { 'app.number': n, 'db.system.name': 'postgresql', 'db.query.summary': `SELECT ${n}` };
}

function patternOf(node, change) {
  const { name, ...fields } = change({ name: node.name, attributes: attributesOf(node) }, node.n);
  const children = node.children.map((child) => patternOf(child, change));
  return span(name, { service: 'orders', ...fields, children });
}

async function measure(root, change) {
  const receiver = await OtlpReceiver.start();
  const trace = traceOf(root);
  await fetch(`${receiver.endpoint}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(toOtlpJson(trace)),
  });
  const pattern = patternOf(root, change);
  const loop = watchLoop();
  const started = threadMillis();
  const context = { isNot: false, utils: PLAIN_UTILS };
  const pending = receiver.trace(trace.traceId);
  await matchers.toMatchTrace.call(context, pending, pattern, { quietMillis: 0 }).catch(() => {});
  const took = threadMillis() - started;
  const blocked = await loop.stop();
  await receiver.stop();
  return { blocked, took };
}

/** Measures for how long this thread runs at most between two turns of the event loop, in milliseconds. */
function watchLoop() {
  let longest = 0;
  let last = threadMillis();
  let timer = setImmediate(turn);
  function turn() {
    const now = threadMillis();
    longest = Math.max(longest, now - last);
    last = now;
    timer = setImmediate(turn);
  }
  return {
    async stop() {
      await new Promise((resolve) => setImmediate(resolve));
      clearImmediate(timer);
      return longest;
    },
  };
}

/** The time that this thread has run, so that other programs on the machine do not count. */
function threadMillis() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function traceOf(root) {
  const spans = [];
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const add = (node, parentSpanId) => {
    const spanId = (spans.length + 1).toString(16).padStart(16, '0');
    const start = 1_795_000_000_000_000_000n + BigInt(spans.length) * 1_000n;
    spans.push({
      traceId,
      spanId,
      parentSpanId,
      traceState: '',
      flags: 1,
      name: node.name,
      kind: 'CLIENT',
      startTimeUnixNano: start,
      endTimeUnixNano: start + 1_000_000_000n,
      attributes: attributesOf(node),
      droppedAttributesCount: 0,
      events: [],
      droppedEventsCount: 0,
      links: [],
      droppedLinksCount: 0,
      status: { code: 'UNSET', message: '' },
      resource: {
        attributes: { 'service.name': 'orders' },
        droppedAttributesCount: 0,
        schemaUrl: '',
      },
      scope: {
        name: '@traced/nest',
        version: '0.1.0',
        attributes: {},
        droppedAttributesCount: 0,
        schemaUrl: '',
      },
    });
    for (const child of node.children) add(child, spanId);
  };
  add(root, undefined);
  return new Trace(spans);
}

function mediansOf(rounds) {
  const of = (key) => Number(median(rounds.map((round) => round[key])).toFixed(1));
  return { blocked: of('blocked'), took: of('took') };
}

function lineOf({ name, blocked, took }) {
  return `${name.padEnd(56)} blocked for ${`${blocked} ms`.padStart(9)}, took ${`${took} ms`.padStart(9)}`;
}
