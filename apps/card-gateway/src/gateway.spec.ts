import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createGateway } from './gateway.js';
import { Ledger } from './ledger.js';

let folder: string;
let gateway: Server;
let url: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  gateway = createGateway(await Ledger.open(join(folder, 'ledger.jsonl'))).listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/charges`;
});

afterEach(async () => {
  gateway.closeAllConnections();
  gateway.close();
  await once(gateway, 'close');
  await rm(folder, { recursive: true });
});

async function charge(key: string, token: string): Promise<[number, unknown]> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Idempotency-Key': key },
    body: JSON.stringify({ amount_cents: 100, currency: 'EUR', token }),
  });
  return [response.status, await response.json()];
}

async function charges(query = ''): Promise<unknown> {
  return (await fetch(`${url}${query}`)).json();
}

describe('createGateway', () => {
  it.each(['tok_ok', 'tok_slow'])(
    'charges a key once, however many ask for it: %s',
    async (token) => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => charge('key', token)));
      const later = await charge('key', token);

      expect(new Set([...answers, later].map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(later).toMatchObject([201, { key: 'key', status: 'succeeded' }]);
      expect(await charges()).toHaveLength(1);
    },
  );

  it('finds the charge of a key', async () => {
    await charge('a', 'tok_ok');
    await charge('b', 'tok_ok');

    expect(await charges('?key=b')).toMatchObject([{ key: 'b', amount_cents: 100 }]);
    expect(await charges('?key=c')).toEqual([]);
  });

  it.each([
    ['tok_declined', 402, { status: 'declined', decline_code: 'insufficient_funds' }],
    ['tok_unheard_of', 402, { status: 'declined', decline_code: 'invalid_token' }],
    ['tok_error', 500, { error: 'internal_error' }],
  ])('charges nothing for %s', async (token, status, body) => {
    expect(await charge('key', token)).toMatchObject([status, body]);
    expect(await charges()).toEqual([]);
  });

  it('refuses a charge without a key', async () => {
    const response = await fetch(url, { method: 'POST', body: '{"amount_cents":100}' });

    expect(response.status).toBe(400);
  });
});
