import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { BadGatewayException, ConflictException, GatewayTimeoutException } from '@nestjs/common';
import { type Failures, callWithTimeout } from './call-with-timeout.js';

const FAILURES: Failures = {
  timeout: (timeoutMillis) => new GatewayTimeoutException(`${timeoutMillis} ms`),
  unavailable: (options) => new BadGatewayException('unavailable', options),
};

/** The URL of a port where nobody listens any more. */
async function unusedUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

describe('callWithTimeout', () => {
  it('gives the result of the call', async () => {
    expect(await callWithTimeout(60_000, FAILURES, () => Promise.resolve('answer'))).toBe('answer');
  });

  it('aborts a call that takes too long', async () => {
    const calling = callWithTimeout(10, FAILURES, async (signal) => {
      await once(signal, 'abort');
      throw signal.reason;
    });

    await expect(calling).rejects.toMatchObject({ status: 504, message: '10 ms' });
  });

  it('has the reason of a failed fetch as its cause', async () => {
    const url = await unusedUrl();

    const calling = callWithTimeout(60_000, FAILURES, (signal) => fetch(url, { signal }));

    await expect(calling).rejects.toMatchObject({ status: 502, cause: { code: 'ECONNREFUSED' } });
  });

  it('lets an HttpException through as it is', async () => {
    const refusal = new ConflictException();

    const calling = callWithTimeout(60_000, FAILURES, () => Promise.reject(refusal));

    await expect(calling).rejects.toBe(refusal);
  });
});
