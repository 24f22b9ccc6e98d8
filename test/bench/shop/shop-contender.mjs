import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { startStack } from '@traced/devstack';
import { NEVER_SLOW, SOON } from '../subjects/start-subject.mjs';
import { probePath } from './probe-path.mjs';

const PROBE = new URL('../programs/probe.mjs', import.meta.url).href;
const TRACED_SERVICES = ['orders', 'users', 'payments'];
const HOLD_MILLIS = 150;
const JSON_BODY = { 'content-type': 'application/json' };

/** Starts the services of the shop with a PostgreSQL server of their own, whose spans go to a port of the lab. */
export async function openShop(lab, index, { env, signal }) {
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
      ...env,
    },
  });
  const userId = await createUser(stack).catch(async (error) => {
    await stack.stop();
    throw error;
  });
  return {
    routes: {
      'POST /orders': { origin: stack.services.orders.url, request: orderOf(userId) },
      'GET /users/:id': {
        origin: stack.services.users.url,
        request: { path: `/users/${userId}` },
      },
    },
    /** Resolves with the processor time of all traced services in microseconds. */
    async cpuMicros() {
      const usages = TRACED_SERVICES.map((name) => usageOf(folder, stack.services[name].pid));
      return (await Promise.all(usages)).reduce((sum, { cpuMicros }) => sum + cpuMicros, 0);
    },
    async stop() {
      await stack.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Returns a contender whose bursts are requests for one route of a shop. */
export function contendWith(shop, lab, { name, base, index, route, requests }) {
  const { origin, request } = shop.routes[route];
  return {
    name,
    base,
    async burst({ isMeasured }) {
      const [before, spansBefore] = [await shop.cpuMicros(), await lab.spansAt(index)];
      const sent = await lab.send({ origin, request, requests });
      if (isMeasured) await lab.settle(index, HOLD_MILLIS);
      const [after, spansAfter] = [await shop.cpuMicros(), await lab.spansAt(index)];
      return {
        cpu: (after - before) / requests,
        perSecond: (requests * 1_000) / sent.millis,
        spans: (spansAfter - spansBefore) / requests,
      };
    },
  };
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
