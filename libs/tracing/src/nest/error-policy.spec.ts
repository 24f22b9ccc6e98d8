import { once } from 'node:events';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { Pool } from 'pg';
import { type Postgres, startPostgres } from '../../test/postgres.js';
import { SpanRecorder, inRoot } from '../../test/span-recorder.js';
import { tracedPool } from '#database/postgresql/traced-pool.js';
import { instrumentUndici } from '#http/client/instrument-undici.js';
import { type ErrorPolicy, Traced, TracingModule } from '#index.js';

class OutOfStock extends Error {}

class Warehouse {
  @Traced('method')
  async take(): Promise<never> {
    return await Promise.reject(new OutOfStock('no more of 078-05-1120'));
  }
}

/** Sets the policy as `TracingModule.forRoot({ errors })` does in an application. */
async function setPolicy(errors: ErrorPolicy): Promise<void> {
  const imports = [TracingModule.forRoot({ errors })];
  await Test.createTestingModule({ imports }).compile();
}

/** Starts a server that resets every connection. */
async function listenInVain(): Promise<Server> {
  const server = createServer((socket) => socket.resetAndDestroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('the option `errors` of TracingModule', () => {
  const recorder = new SpanRecorder();
  let postgres: Postgres;
  let server: Server;
  let pool: Pool;
  let restore: () => void;

  beforeAll(async () => {
    restore = instrumentUndici();
    postgres = await startPostgres();
    pool = tracedPool(new Pool({ connectionString: postgres.url }));
    pool.on('error', () => undefined);
    server = await listenInVain();
  });
  beforeEach(() => recorder.reset());
  afterAll(async () => {
    restore();
    server.close();
    await pool.end();
    await postgres.stop();
  });

  /** The spans of a method, a query and a request of an HTTP client that all fail. */
  async function failedSpans(): Promise<ReadableSpan[]> {
    const { port } = server.address() as AddressInfo;
    await expect(new Warehouse().take()).rejects.toThrow(OutOfStock);
    await expect(inRoot(() => pool.query('SELECT 1 / 0'))).rejects.toThrow('division by zero');
    await expect(inRoot(() => fetch(`http://127.0.0.1:${port}`))).rejects.toThrow('fetch failed');
    return ['method', 'SELECT', 'GET'].map((name) => recorder.span(name));
  }

  it('defaults to a message, a type and one record for each', async () => {
    await setPolicy({});
    const spans = await failedSpans();
    expect(spans.map(({ status }) => status.code)).toEqual(Array(3).fill(SpanStatusCode.ERROR));
    expect(spans.map(({ attributes }) => attributes['error.type'])).toEqual([
      'OutOfStock',
      '22012',
      'ECONNRESET',
    ]);
    expect(spans.map(({ events }) => events.length)).toEqual([1, 1, 1]);
  });

  it('gives the message of each: of a method, a query, a client', async () => {
    await setPolicy({ message: () => 'as the application says' });
    const spans = await failedSpans();
    expect(spans.map(({ status }) => status.message)).toEqual(
      Array(3).fill('as the application says'),
    );
  });

  it('says where the exception of each is recorded', async () => {
    await setPolicy({ record: 'none' });
    const spans = await failedSpans();
    expect(spans.map(({ status }) => status.code)).toEqual(Array(3).fill(SpanStatusCode.ERROR));
    expect(spans.map(({ events }) => events.length)).toEqual([0, 0, 0]);
  });

  it('classifies the error of each', async () => {
    await setPolicy({ classify: () => 'expected' });
    const spans = await failedSpans();
    expect(spans.map(({ status }) => status.code)).toEqual(Array(3).fill(SpanStatusCode.UNSET));
    expect(spans.flatMap(({ events }) => events)).toEqual([]);
  });
});
