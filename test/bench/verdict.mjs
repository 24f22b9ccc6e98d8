/**
 * How long it takes from the end of a response until its trace is known to be complete, so that a contract can be judged
 * that claims what is absent: `GET /orders/:id` to the shop's own services, which announce their spans, the settle time
 * included. Prints the median, and the rule by which traces were complete.
 *
 * node test/bench/verdict.mjs [--requests=50] [--ledger=on] [--json]
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { summarize } from './statistics/summary.mjs';

/** The most that the median may be, in milliseconds, where spans are announced. */
const MAX_MILLIS = 100;
const TIMEOUT_MILLIS = 30_000;

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '50' },
    ledger: { type: 'string', default: 'on' },
    json: { type: 'boolean', default: false },
  },
});

const { OtlpReceiver } = await import('@traced/kit');
const { startStack } = await import('@traced/devstack');

const stateDirectory = await mkdtemp(join(tmpdir(), 'traced-verdict-'));
const receiver = await OtlpReceiver.start();
const stack = await startStack({
  stateDirectory,
  otlpEndpoint: receiver.endpoint,
  env: { TRACING_TEST_LEDGER: values.ledger },
});
try {
  const order = await placeOrder();
  const verdicts = [];
  for (let n = 0; n < Number(values.requests); n++) verdicts.push(await readOrder(order));
  process.exitCode = report(verdicts);
} finally {
  await stack.stop();
  await receiver.stop();
  await rm(stateDirectory, { recursive: true, force: true });
}

async function placeOrder() {
  const user = await send('users', '/users', { name: 'Ada', email: 'ada@example.com' });
  return send('orders', '/orders', {
    userId: user.id,
    currency: 'EUR',
    items: [{ sku: 'tea', quantity: 2, unitPriceCents: 450 }],
    card: { token: 'tok_ok' },
  });
}

async function send(service, path, body) {
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'verdict' };
  const request = { method: 'POST', headers, body: JSON.stringify(body) };
  return (await fetch(`${stack.services[service].url}${path}`, request)).json();
}

/** Reads the order, and returns the time from the end of the response to the verdict, and the rule of it. */
async function readOrder({ id }) {
  const [traceId, spanId] = [16, 8].map((bytes) => randomBytes(bytes).toString('hex'));
  const headers = { traceparent: `00-${traceId}-${spanId}-01` };
  const response = await fetch(`${stack.services.orders.url}/orders/${id}`, { headers });
  await response.text();
  const answered = performance.now();
  const complete = await receiver
    .trace(traceId)
    .watch({ timeoutMillis: TIMEOUT_MILLIS }, (completeness) =>
      completeness.rule === undefined ? undefined : completeness,
    );
  const millis = performance.now() - answered;
  return { millis, rule: complete?.rule ?? `not complete within ${TIMEOUT_MILLIS} ms` };
}

/** Prints the figures, and returns the exit code: 1 where the ledger was on, and the median is above the bound. */
function report(verdicts) {
  const { median, spread } = summarize(verdicts.map((verdict) => verdict.millis));
  const byRule = Map.groupBy(verdicts, ({ rule }) => rule);
  const rules = Array.from(byRule, ([rule, { length }]) => ({ rule, requests: length }));
  if (values.json) console.log(JSON.stringify({ median, spread, rules }, null, 2));
  else {
    console.log(`median of ${verdicts.length} requests: ${median.toFixed(1)} ms`);
    for (const { rule, requests } of rules) console.log(`${requests} × ${rule}`);
  }
  if (values.ledger !== 'on' || median <= MAX_MILLIS) return 0;
  console.error(`Expected a median of at most ${MAX_MILLIS} ms.`);
  return 1;
}
