import '@traced/kit/jest';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as backOff } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JaegerSource } from '@traced/kit';
import { keyLookup, payment, placing, storing, userLookup } from '../shop/order-spans.js';
import { Forward } from './forward.js';
import { Namespace, type Pod } from './namespace.js';
import { chartValues } from './chart-values.js';

const RELEASE = 'shop';
const SERVICES = ['orders', 'users', 'payments'] as const;
const RETRY_MILLIS = 250;
const RETRIES = 400;

describe('the chart', () => {
  let namespace: Namespace;
  let forwards: Record<(typeof SERVICES)[number] | 'card-gateway' | 'jaeger', Forward>;
  let userId: string;

  beforeAll(async () => {
    namespace = await Namespace.create();
    const forward = (part: string, port = 3000): Forward =>
      new Forward(namespace.name, `${RELEASE}-${part}`, port);
    forwards = {
      orders: forward('orders'),
      users: forward('users'),
      payments: forward('payments'),
      'card-gateway': forward('card-gateway'),
      jaeger: forward('jaeger', 16686),
    };
  });
  afterAll(async () => {
    await Promise.all(Object.values(forwards).map((forward) => forward.close()));
    await namespace.delete();
  });

  function install(release: string): Promise<string> {
    const wait = ['--wait', '--timeout', '60s'];
    return namespace.helm('install', release, './helm', ...chartValues(), ...wait);
  }

  function placeOrder(key: string, headers: Record<string, string> = {}): Promise<Response> {
    return forwards.orders.fetch('/orders', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
      body: JSON.stringify({
        userId,
        currency: 'EUR',
        items: [{ sku: 'tea', quantity: 1, unitPriceCents: 450 }],
        card: { token: 'tok_ok' },
      }),
    });
  }

  /** Places an order like a client that relies on idempotency keys: it repeats the request until it is answered. */
  async function insistOnOrder(key: string): Promise<string> {
    for (let attempt = 0; attempt < RETRIES; attempt++) {
      const response = await placeOrder(key).catch(() => undefined);
      if (response?.status === 201) return ((await response.json()) as { id: string }).id;
      await backOff(RETRY_MILLIS);
    }
    throw new Error(`Expected the order with key ${key} to be placed.`);
  }

  it('is installed and ready within 60 seconds where Pod Security `restricted` is enforced', async () => {
    expect(await install(RELEASE)).toContain('STATUS: deployed');
  });

  it('proves itself by helm test, whose log draws the trace of an order', async () => {
    const log = await namespace.helm('test', RELEASE, '--logs');
    expect(log).toMatch(/POST \/orders .* 25 spans · 3 services/);
    expect(log).toContain('└─ INSERT outbox');
  });

  it("leaves an order's whole span tree in Jaeger", async () => {
    const user = await forwards.users.fetch('/users', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Ada', email: `${randomUUID()}@example.com` }),
    });
    userId = ((await user.json()) as { id: string }).id;
    const traceId = randomBytes(16).toString('hex');
    const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;

    expect((await placeOrder(randomUUID(), { traceparent })).status).toBe(201);
    const jaeger = new JaegerSource(await forwards.jaeger.url());
    await expect(jaeger.trace(traceId)).toMatchTrace(
      placing(201, [keyLookup, userLookup, payment, storing]),
      { timeoutMillis: 30_000 },
    );
  });

  it('rolls the pods that an upgrade is about, and no others', async () => {
    const before = await namespace.pods(RELEASE);
    const changed = ['--set-string', 'services.users.env.OTEL_LOG_LEVEL=info', '--wait'];
    await namespace.helm('upgrade', RELEASE, './helm', ...chartValues(), ...changed);
    const after = await namespace.pods(RELEASE);

    const others = (pods: Pod[]): string[] =>
      pods
        .filter(({ component }) => component !== 'users')
        .map(({ name }) => name)
        .toSorted();
    expect(others(after)).toEqual(others(before));
    const names = new Set(before.map(({ name }) => name));
    expect(after.filter(({ name }) => !names.has(name))).toMatchObject([{ component: 'users' }]);
  });

  it('loses no acknowledged order and charges no card twice while pods are deleted', async () => {
    const orders = new Map<string, string>();
    const deletion = new AbortController();
    const clients = Array.from({ length: 3 }, async () => {
      while (!deletion.signal.aborted) {
        const key = randomUUID();
        orders.set(key, await insistOnOrder(key));
      }
    });
    for (const service of SERVICES) {
      const selector = `app.kubernetes.io/instance=${RELEASE},app.kubernetes.io/component=${service}`;
      await namespace.kubectl('delete', 'pod', '--selector', selector);
      await namespace.kubectl('rollout', 'status', `deployment/${RELEASE}-${service}`);
    }
    deletion.abort();
    await Promise.all(clients);

    expect(orders.size).toBeGreaterThan(SERVICES.length);
    for (const [key, id] of orders) {
      expect((await forwards.orders.fetch(`/orders/${id}`)).status).toBe(200);
      const charges = await forwards['card-gateway'].fetch(`/charges?key=${key}`);
      expect(await charges.json()).toHaveLength(1);
    }
  });

  it('runs beside another release in one namespace', async () => {
    expect(await install('second')).toContain('STATUS: deployed');
    await namespace.helm('test', 'second', '--logs');
  });

  it('leaves nothing but the data behind', async () => {
    await namespace.helm('uninstall', 'second', '--wait');
    await namespace.helm('uninstall', RELEASE, '--wait');
    const kinds = 'all,configmap,secret,serviceaccount,persistentvolumeclaim';
    // Helm 3 leaves the pod of `helm test` with its log, Helm 4 takes it away.
    const selector = `app.kubernetes.io/instance=${RELEASE},app.kubernetes.io/component!=test`;
    const gone = ['--for', 'delete', '--timeout', '2m'];
    await namespace.kubectl('wait', 'pod', '--selector', selector, ...gone);
    const left = await namespace.kubectl('get', kinds, '--selector', selector, '--output', 'name');
    // The password is kept with the data, which is of no use without it.
    expect(left.trim().split('\n')).toEqual([
      `secret/${RELEASE}-postgresql`,
      `persistentvolumeclaim/data-${RELEASE}-postgresql-0`,
    ]);
  });
});
