import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { choosePorts } from './ports.js';

const original = { ...process.env };
let busy: Server;
let busyPort: number;

beforeEach(async () => {
  busy = createServer().listen(0, '127.0.0.1');
  await once(busy, 'listening');
  ({ port: busyPort } = busy.address() as AddressInfo);
});

afterEach(() => {
  process.env = { ...original };
  busy.close();
});

describe('choosePorts', () => {
  it('refuses a busy port that was asked for, by variable and port', async () => {
    process.env['PAYMENTS_PORT'] = String(busyPort);
    await expect(choosePorts(['orders', 'payments'], () => {})).rejects.toThrow(
      expect.objectContaining({
        code: 'KIT_PORT_IN_USE',
        message: `Expected port ${busyPort} on 127.0.0.1 to be free for PAYMENTS_PORT, but it is in use.`,
      }),
    );
  });

  it('refuses one port for two', async () => {
    busy.close();
    await once(busy, 'close');
    process.env['ORDERS_PORT'] = String(busyPort);
    process.env['USERS_PORT'] = String(busyPort);
    await expect(choosePorts(['orders', 'users'], () => {})).rejects.toThrow('USERS_PORT');
  });

  it('replaces a preferred port that is in use, and says so', async () => {
    const messages: string[] = [];
    const onPreferred = createServer().listen(3001, '127.0.0.1');
    // It is in use either way: by this server, or by the one that made it fail.
    await once(onPreferred, 'listening').catch(() => {});
    const ports = await choosePorts(['users'], (message) => messages.push(message));
    onPreferred.close();
    expect(ports.get('users')).not.toBe(3001);
    expect(messages).toEqual([
      `Port 3001 is in use: users listens on ${ports.get('users')} instead`,
    ]);
  });
});
