import '@traced/kit/jest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type PendingTrace, type SpanPattern, span } from '@traced/kit';
import { connect, firstRow } from '../support/database.js';
import {
  GIVEN_UP,
  keyLookup,
  payment,
  placing,
  repeatedPayment,
  storing,
  userLookup,
} from './order-spans.js';
import { Shop, newTraceId } from './shop.js';
import { StatementGate } from './statement-gate.js';

const SETTLED = "SELECT 1 FROM payments WHERE idempotency_key = $1 AND status = 'succeeded'";

/** A point at which an order is stopped: the statement there waits for the lock of its table. */
interface Step {
  readonly database: 'orders' | 'users' | 'payments';
  readonly table: string;
  readonly statement: string;
}

/** One order, of a user who has no other. */
interface Attempt {
  readonly key: string;
  readonly userId: string;
  readonly order: Record<string, unknown>;
  readonly traceId: string;
  readonly trace: PendingTrace;
}

const fromUsers: Step = { database: 'users', table: 'users', statement: 'FROM "users"' };
const inPayments = (statement: string): Step => ({
  database: 'payments',
  table: 'payments',
  statement,
});
const inOrders = (table: string, statement: string): Step => ({
  database: 'orders',
  table,
  statement,
});

/** Spans by their service and name, each with all that is below it. */
type Fragments = Readonly<Record<string, SpanPattern>>;

/** What payments has ended, step by step. */
const validated: Fragments = {
  'payments: INSERT payments': span('INSERT payments', { service: 'payments', children: [] }),
  'payments: validateCard': span('validateCard', { service: 'payments', children: [] }),
};
const checked: Fragments = {
  ...validated,
  'payments: checkFraud': span('checkFraud', { children: [span('SELECT payments')] }),
};
const charged: Fragments = {
  ...checked,
  'payments: chargeCard': span('chargeCard', { children: [span('POST', { status: 'UNSET' })] }),
};

/** What orders has ended, step by step. */
const lookedUp: Fragments = { 'orders: SELECT': keyLookup };
const userFound: Fragments = { ...lookedUp, 'orders: GET': userLookup };
const paid: Fragments = { ...userFound, 'orders: POST': payment };
const halfStored: Fragments = {
  ...paid,
  'orders: INSERT orders': span('INSERT orders', { service: 'orders', children: [] }),
  'orders: INSERT order_items': span('INSERT order_items', { service: 'orders', children: [] }),
};

/** What others do to its end, though orders was killed that had called them. */
const calledBy: Readonly<Record<Step['database'], Fragments>> = {
  orders: {},
  users: { 'users: GET /users/:id': abandoned(userLookup) },
  payments: { 'payments: POST /payments': abandoned(payment) },
};

/** The server's part of a call whose client has gone. */
function abandoned({ children }: SpanPattern): SpanPattern {
  const [server] = children?.spans ?? [];
  return { ...(server?.pattern ?? span('none')), attributes: GIVEN_UP };
}

function cutCall(name: string): SpanPattern {
  return span(name, {
    service: 'orders',
    kind: 'CLIENT',
    status: 'ERROR',
    attributes: { 'error.type': /^(UND_ERR_SOCKET|ECONNRESET)$/ },
    children: [],
  });
}

describe('a service that is killed in the middle of an order', () => {
  let shop: Shop;
  let gate: StatementGate | undefined;
  let orderCount = 0;

  beforeAll(async () => {
    // What waits for a table is not to be given up before it is killed.
    const orders = { USERS_TIMEOUT_MILLIS: '30000', PAYMENTS_TIMEOUT_MILLIS: '30000' };
    const payments = { CARD_GATEWAY_TIMEOUT_MILLIS: '30000' };
    // The spans that a service had announced when it was killed would never end.
    const env = { TRACING_TEST_LEDGER: 'off' };
    shop = await Shop.open({ env, serviceEnv: { orders, payments } });
  });
  afterEach(async () => {
    await gate?.open();
    gate = undefined;
  });
  afterAll(() => shop.close());

  async function attempt(token?: string): Promise<Attempt> {
    const key = `killed-${++orderCount}`;
    const user = { name: 'Grace', email: `${key}@example.com` };
    const { body } = await shop.request<{ id: string }>('users', '/users', {
      method: 'POST',
      body: user,
    });
    const traceId = newTraceId();
    const order = { ...shop.order(token), userId: body.id };
    return { key, userId: body.id, order, traceId, trace: shop.receiver.trace(traceId) };
  }

  async function closeGate({ database, table }: Step): Promise<StatementGate> {
    gate = await StatementGate.close(shop.stack.databaseUrl(database), table);
    return gate;
  }

  /** Repeats the order once the service is there again: one order, one charge, one healthy trace. */
  async function retry({ key, userId, order }: Attempt, charging: SpanPattern): Promise<void> {
    const { status, body, trace } = await shop.placeOrder(order, { key });
    expect(status).toBe(201);
    await expect(trace).toMatchTrace(placing(201, [keyLookup, userLookup, charging, storing]));
    expect(await shop.charges(key)).toHaveLength(1);
    const orders = await shop.request<unknown[]>('orders', `/orders?userId=${userId}`);
    expect(orders.body).toMatchObject([{ id: body.id }]);
    expect(orders.body).toHaveLength(1);
  }

  it('while users is asked for the user: is a 502, and an ERROR where it was called', async () => {
    const { users } = shop.stack.services;
    const cut = await attempt();
    const gate = await closeGate(fromUsers);
    const answering = shop.placeOrder(cut.order, cut);
    await gate.waitFor(fromUsers.statement);
    await users.kill();
    const { status, body } = await answering;
    await gate.open();

    expect(status).toBe(502);
    expect(body).toMatchObject({ code: 'USERS_UNAVAILABLE', traceId: cut.traceId });
    await expect(cut.trace).toMatchTrace(
      placing(502, [keyLookup, cutCall('GET')], { status: 'ERROR' }),
    );
    expect(await shop.charges(cut.key)).toEqual([]);

    await users.start();
    await retry(cut, payment);
  });

  it.each<[string, string, Fragments]>([
    ['before it has stored the payment', 'INSERT INTO payments', {}],
    ['in checkFraud', 'FROM payments', validated],
    ['after the charge, before it has settled the payment', 'UPDATE payments', charged],
  ])('payments, %s: is a 502, and an ERROR where it was called', async (_, statement, ended) => {
    const step = inPayments(statement);
    const cut = await attempt();
    const gate = await closeGate(step);
    const answering = shop.placeOrder(cut.order, cut);
    await gate.waitFor(statement);
    await arrived(cut.trace, ended);
    await shop.stack.services.payments.kill();
    await expectUnavailable(cut, answering, ended);
    await gate.open();

    const isCharged = ended === charged;
    expect(await shop.charges(cut.key)).toHaveLength(isCharged ? 1 : 0);
    await shop.stack.services.payments.start();
    if (isCharged) await untilSettled(cut);
    await retry(cut, isCharged ? repeatedPayment : payment);
  });

  it('payments, while the gateway charges: is a 502, and an ERROR where it was called', async () => {
    const { payments, 'card-gateway': gateway } = shop.stack.services;
    const cut = await attempt('tok_slow');
    const answering = shop.placeOrder(cut.order, cut);
    // Asked until it has: the gateway keeps its answer back for 2 s after that.
    while ((await shop.charges(cut.key)).length === 0);
    process.kill(Number(gateway.pid), 'SIGSTOP');
    await arrived(cut.trace, checked);
    await payments.kill();
    process.kill(Number(gateway.pid), 'SIGCONT');
    await expectUnavailable(cut, answering, checked);
    expect(await shop.charges(cut.key)).toHaveLength(1);

    await payments.start();
    await untilSettled(cut);
    await retry(cut, repeatedPayment);
  });

  it.each<[string, Step, Fragments, SpanPattern]>([
    ['while it looks up the key', inOrders('orders', 'order_of_key'), {}, payment],
    ['while it asks for the user', fromUsers, lookedUp, payment],
    ['while the card is charged', inPayments('UPDATE payments'), userFound, repeatedPayment],
    [
      'before it has stored anything',
      inOrders('orders', 'INSERT INTO "orders"'),
      paid,
      repeatedPayment,
    ],
    [
      'before it has stored all',
      inOrders('outbox', 'INSERT INTO "outbox"'),
      halfStored,
      repeatedPayment,
    ],
  ])(
    'orders, %s: leaves the traces of what had ended, and of those it called',
    async (_, step, ended, charging) => {
      const cut = await attempt();
      const gate = await closeGate(step);
      const broken = expect(shop.placeOrder(cut.order, cut)).rejects.toThrow('fetch failed');
      await gate.waitFor(step.statement);
      await arrived(cut.trace, ended);
      await shop.stack.services.orders.kill();
      await broken;
      const called = calledBy[step.database];
      // Before it can answer, it has to know that nobody listens.
      for (const { name } of Object.values(called)) {
        await expect(cut.trace).toContainSpan(span(name, { attributes: GIVEN_UP }));
      }
      await gate.open();

      await arrived(cut.trace, called);
      expect(rootsOf(cut.trace)).toEqual(namesOf({ ...ended, ...called }));

      await shop.stack.services.orders.start();
      await retry(cut, charging);
    },
  );

  /** The answer of orders, and every span of the attempt: only those whose parent was killed have none. */
  async function expectUnavailable(
    { traceId, trace }: Attempt,
    answering: ReturnType<Shop['placeOrder']>,
    ended: Fragments,
  ): Promise<void> {
    const { status, body } = await answering;
    expect(status).toBe(502);
    expect(body).toMatchObject({ code: 'PAYMENTS_UNAVAILABLE', traceId });
    const root = placing(502, [keyLookup, userLookup, cutCall('POST')], { status: 'ERROR' });
    await expect(trace).toContainSpan(atLeast(root));
    expect(rootsOf(trace)).toEqual(namesOf({ 'orders: POST /orders': root, ...ended }));
  }

  /** Payments asks the gateway at its start, beside it. */
  async function untilSettled({ key }: Attempt): Promise<void> {
    const client = await connect(shop.stack.databaseUrl('payments'));
    await firstRow(client, SETTLED, [key]);
    await client.end();
  }
});

async function arrived(trace: PendingTrace, fragments: Fragments): Promise<void> {
  for (const fragment of Object.values(fragments)) {
    await expect(trace).toContainSpan(atLeast(fragment));
  }
}

/** The pattern without its claims of absence: the trace of a service that was killed is never complete, and proves none. */
function atLeast({ children, ...own }: SpanPattern): SpanPattern {
  if (!children) return own;
  const spans = children.spans.map(({ pattern, min }) => ({
    pattern: atLeast(pattern),
    min,
    max: Infinity,
  }));
  return { ...own, children: { spans, ordered: false, open: true } };
}

function namesOf(fragments: Fragments): string[] {
  return Object.keys(fragments).toSorted();
}

/** The root, and the spans whose parent is not there. */
function rootsOf(trace: PendingTrace): string[] {
  const roots = trace.current()?.roots ?? [];
  return roots.map(({ service, name }) => `${service}: ${name}`).toSorted();
}
