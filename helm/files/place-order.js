// The script of `helm test`: places an order in a trace of its own, and shows that trace as Jaeger has it.
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
  throw new Error(`expected 201, got ${response.status} ${text}`);
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

/** Right after an installation: a pod is ready a moment before every node knows the way to it. */
async function placeOrderInTime() {
  try {
    return await placeOrder();
  } catch (error) {
    if (Date.now() > deadline) throw error;
    console.log(`Placing an order again: ${error.cause?.message ?? error.message}`);
    await delay(1_000);
    return placeOrderInTime();
  }
}

const show = ['show', await placeOrderInTime(), '--services', 'orders,payments,users'];
const from = ['--jaeger', jaegerUrl, '--timeout', timeoutSeconds];
const { status, error } = spawnSync('traced', [...show, ...from], { stdio: 'inherit' });
if (error) throw error;
process.exitCode = status ?? 1;
