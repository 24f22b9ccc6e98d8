import { randomUUID } from 'node:crypto';
import { OrderNotPlacedError } from '../errors.js';
import type { ServiceProcess } from '../processes/service-process.js';
import type { Stack } from '../stack.js';

/** Creates a user and places one order as that user. Returns the shell command that places another order. */
export async function placeOrder({ services: { users, orders } }: Stack): Promise<string> {
  const user = await post(users, '/users', {
    name: 'Ada Lovelace',
    email: `ada-${randomUUID()}@example.com`,
  });
  const order = {
    userId: user['id'],
    currency: 'EUR',
    items: [
      { sku: 'notebook', quantity: 2, unitPriceCents: 1_250 },
      { sku: 'pencil', quantity: 5, unitPriceCents: 90 },
    ],
    card: { token: 'tok_ok' },
  };
  await post(orders, '/orders', order, { 'idempotency-key': randomUUID() });
  return [
    `curl ${orders.url}/orders -H 'content-type: application/json'`,
    `-H "idempotency-key: $(date +%s)"`,
    `-d '${JSON.stringify(order)}'`,
  ].join(' \\\n    ');
}

async function post(
  service: ServiceProcess,
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const response = await fetch(service.url + path, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch((cause: unknown) => {
    throw new OrderNotPlacedError(service.name, 'no answer', service.output, { cause });
  });
  const text = await response.text();
  if (response.status !== 201) {
    throw new OrderNotPlacedError(service.name, `${response.status} ${text}`, service.output);
  }
  return JSON.parse(text) as Record<string, unknown>;
}
