import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { calleeAddress } from './callee-address.js';

describe('calleeAddress', () => {
  const server = createServer();
  let socket: Socket;

  async function connectTo(host: string): Promise<Socket> {
    socket = connect({ port: (server.address() as AddressInfo).port, host, family: 4 });
    await once(socket, 'connect');
    return socket;
  }

  beforeEach(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    socket.destroy();
    server.close();
    await once(server, 'close');
  });

  it('returns the address of a connection to the host itself', async () => {
    expect(calleeAddress('localhost', await connectTo('localhost'))).toBe('127.0.0.1');
    socket.destroy();
    expect(calleeAddress('127.0.0.1', await connectTo('127.0.0.1'))).toBe('127.0.0.1');
  });

  it.each(['api.example.com', '192.0.2.7'])(
    'returns none if the connection leads to a proxy in front of %s',
    async (host) => {
      expect(calleeAddress(host, await connectTo('localhost'))).toBeUndefined();
      socket.destroy();
      expect(calleeAddress(host, await connectTo('127.0.0.1'))).toBeUndefined();
    },
  );

  it('returns none without a connection', () => {
    expect(calleeAddress('localhost', undefined)).toBeUndefined();
  });
});
