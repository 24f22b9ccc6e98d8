import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runNode } from '../support/run-node.js';

const DATABASE_URL = 'postgres://nobody@127.0.0.1:9/nothing';
const URLS = {
  USERS_URL: 'http://127.0.0.1:9',
  PAYMENTS_URL: 'http://127.0.0.1:9',
  CARD_GATEWAY_URL: 'http://127.0.0.1:9',
};

describe('the start of a service', () => {
  it.each([
    ['orders', 'DATABASE_URL', ''],
    ['orders', 'USERS_URL', 'users:3001'],
    ['orders', 'PAYMENTS_TIMEOUT_MILLIS', '-1'],
    ['users', 'DATABASE_URL', 'mysql://localhost'],
    ['users', 'PORT', 'http'],
    ['payments', 'CARD_GATEWAY_URL', 'gateway'],
    ['card-gateway', 'LEDGER_FILE', ''],
  ])('of %s is stopped by a bad %s, in one line that names it', async (service, name, value) => {
    const env = { DATABASE_URL, ...URLS, LEDGER_FILE: '/nowhere/ledger', [name]: value };
    const ended = await runNode(['dist/main.js'], { cwd: `apps/${service}`, env });
    expect(ended.code).toBe(1);
    expect(ended.stderr.trim()).toMatch(new RegExp(`^.*\\b${name}\\b.*expected .*$`));
  });

  it('of the card gateway is stopped by a busy port, naming it', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const env = { PORT: String(port), LEDGER_FILE: join(tmpdir(), randomUUID()) };
    const ended = await runNode(['dist/main.js'], { cwd: 'apps/card-gateway', env });
    server.close();
    expect(ended.code).toBe(1);
    expect(ended.stderr.trim()).toMatch(new RegExp(`^.*\\b${port}\\b.*$`));
  });
});
