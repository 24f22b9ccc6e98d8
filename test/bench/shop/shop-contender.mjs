import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { startStack } from '@traced/devstack';
import { spansOf } from '../measure/promise.mjs';
import { NEVER_SLOW, SOON } from '../subjects/start-subject.mjs';
import { probePath } from './probe-path.mjs';

const PROBE = new URL('../programs/probe.mjs', import.meta.url).href;
const TRACED_SERVICES = ['orders', 'users', 'payments'];
const HOLD_MILLIS = 150;
const JSON_BODY = { 'content-type': 'application/json' };

/**
 * Starts the services of the shop, with a PostgreSQL server of their own, as a contender whose bursts are requests for one
 * route. Its processor time is that of the three traced services.
 */
export async function startShopContender(variant, lab, index, { route, requests, spans, signal }) {
  const folder = await mkdtemp(join(tmpdir(), 'traced-bench-shop-'));
  const stack = await startStack({
    stateDirectory: folder,
    otlpEndpoint: lab.endpoints[index],
    signal,
    env: {
      NODE_OPTIONS: `--import ${PROBE}`,
      PROBES: folder,
      ...SOON,
      ...NEVER_SLOW,
      ...variant.env,
    },
  });
  const stop = async () => {
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const userId = await createUser(stack).catch(async (error) => {
    await stop();
    throw error;
  });
  const { origin, request } = routesOf(stack, userId)[route];
  // The request that made the user is no part of a burst.
  await lab.settle(index, HOLD_MILLIS);
  const spansBefore = await lab.spansAt(index);
  let sentInAll = 0;
  return {
    name: variant.name,
    base: variant.base,
    async burst({ isMeasured }) {
      const before = await cpuMicrosOf(stack, folder);
      const sent = await lab.send({ origin, request, requests });
      if (isMeasured) await lab.settle(index, HOLD_MILLIS);
      sentInAll += requests;
      return {
        cpu: ((await cpuMicrosOf(stack, folder)) - before) / requests,
        perSecond: (requests * 1_000) / sent.millis,
      };
    },
    async countSpans() {
      const promise = { ...variant, name: `${variant.name}, ${route}`, spans };
      return spansOf(promise, sentInAll, (await lab.spansAt(index)) - spansBefore);
    },
    stop,
  };
}

/** Resolves with the processor time of all traced services in microseconds. */
async function cpuMicrosOf(stack, folder) {
  const usages = TRACED_SERVICES.map((name) => usageOf(folder, stack.services[name].pid));
  return (await Promise.all(usages)).reduce((sum, { cpuMicros }) => sum + cpuMicros, 0);
}

function usageOf(folder, pid) {
  return json(connect(probePath(folder, pid)));
}

async function createUser(stack) {
  const response = await fetch(`${stack.services.users.url}/users`, {
    method: 'POST',
    headers: JSON_BODY,
    body: JSON.stringify({ name: 'Ada', email: 'ada@example.com' }),
  });
  return (await response.json()).id;
}

function routesOf({ services }, userId) {
  return {
    'POST /orders': { origin: services.orders.url, request: orderOf(userId) },
    'GET /users/:id': { origin: services.users.url, request: { path: `/users/${userId}` } },
  };
}

function orderOf(userId) {
  const order = {
    userId,
    currency: 'EUR',
    items: [{ sku: 'tea', quantity: 2, unitPriceCents: 450 }],
    card: { token: 'tok_ok' },
  };
  return {
    path: '/orders',
    method: 'POST',
    headers: JSON_BODY,
    uniqueHeader: 'idempotency-key',
    body: JSON.stringify(order),
  };
}
