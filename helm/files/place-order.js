// The script of `helm test`. It places an order in a new trace, and prints that trace from Jaeger.
import { spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

const [ordersUrl, usersUrl, jaegerUrl, timeoutSeconds] = process.argv.slice(1);
const deadline = Date.now() + Number(timeoutSeconds) * 1_000;

async function post(url, body, headers = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status === 201) return JSON.parse(text);
  throw new Error(`Expected ${url} to answer 201, got ${response.status} ${text}`);
}

async function placeOrder() {
  const user = await post(`${usersUrl}/users`, {
    name: 'Ada Lovelace',
    email: `ada-${randomUUID()}@example.com`,
  });
  const traceId = randomBytes(16).toString('hex');
  const order = await post(
    `${ordersUrl}/orders`,
    {
      userId: user.id,
      currency: 'EUR',
      items: [{ sku: 'notebook', quantity: 2, unitPriceCents: 1_250 }],
      card: { token: 'tok_ok' },
    },
    {
      'Idempotency-Key': randomUUID(),
      traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
    },
  );
  console.log(`Placed order ${order.id} in trace ${traceId}`);
  return traceId;
}

/**
 * Places an order, again each second until the deadline if that fails: after an installation, a pod is ready a moment
 * before every node can route requests to it.
 */
async function placeOrderInTime() {
  try {
    return await placeOrder();
  } catch (error) {
    if (Date.now() > deadline) throw error;
    console.log(
      `Placing the order again after a failure: ${error.cause?.message ?? error.message}`,
    );
    await delay(1_000);
    return placeOrderInTime();
  }
}

const show = ['show', await placeOrderInTime(), '--services', 'orders,payments,users'];
const from = ['--jaeger', jaegerUrl, '--timeout', timeoutSeconds];
const { status, error } = spawnSync('traced', [...show, ...from], { stdio: 'inherit' });
if (error) throw error;
process.exitCode = status ?? 1;
