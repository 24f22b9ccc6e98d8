import { setTimeout as after } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ArrivingTrace } from '../receiver/arrivals.fixture.js';
import { TraceTimeoutError } from '../arrival/errors.js';
import type { Span } from '../trace/span.js';
import { TRACE_ID, makeSpans } from '../trace/trace.fixture.js';
import { ServicesMismatchError } from './errors.js';
import { waitUntilSettled } from './wait-until-settled.js';

/** A timeout longer than any test: a test that passes has not waited for it. */
const HOUR_MILLIS = 3_600_000;

const [root, child] = makeSpans({
  service: 'orders',
  name: 'POST /orders',
  at: [0, 2],
  children: [{ service: 'users', name: 'GET /users/:id', at: [0, 1] }],
}) as [Span, Span];

/** Returns a copy of `span` that has ended just now. */
function recent(span: Span): Span {
  const endTimeUnixNano = BigInt(Date.now()) * 1_000_000n;
  return { ...span, startTimeUnixNano: endTimeUnixNano - 2_000_000n, endTimeUnixNano };
}

describe('waitUntilSettled', () => {
  it('resolves soon with a trace that ended long ago', async () => {
    const { trace } = new ArrivingTrace(root, child);
    await expect(waitUntilSettled(trace, { timeoutMillis: HOUR_MILLIS })).resolves.toMatchObject({
      services: ['orders', 'users'],
    });
  });

  it('waits for the last exports of the services when the trace has just ended', async () => {
    const arrivals = new ArrivingTrace(recent(root));
    const settled = waitUntilSettled(arrivals.trace, { timeoutMillis: 2_000 });
    await after(600);
    arrivals.add(recent(child));
    await expect(settled).resolves.toMatchObject({ services: ['orders', 'users'] });
  });

  it('waits for the services expected', async () => {
    const arrivals = new ArrivingTrace(root);
    const settled = waitUntilSettled(arrivals.trace, {
      timeoutMillis: 30_000,
      services: ['orders', 'users'],
    });
    await after(400);
    arrivals.add(child);
    await expect(settled).resolves.toMatchObject({ services: ['orders', 'users'] });
  });

  it.each([[['orders']], [['orders', 'payments', 'users']]])(
    'rejects when the trace is over other services than %j',
    async (services) => {
      const { trace } = new ArrivingTrace(root, child);
      const settled = waitUntilSettled(trace, { timeoutMillis: 300, services });
      await expect(settled).rejects.toThrow(ServicesMismatchError);
      await expect(settled).rejects.toThrow(
        `Expected trace ${TRACE_ID} to have spans of exactly ${services.join(', ')}, got orders, users.`,
      );
    },
  );

  it('rejects when the trace is not complete in time, and says what is missing', async () => {
    const { trace } = new ArrivingTrace({ ...child, flags: 0x101 });
    const settled = waitUntilSettled(trace, { timeoutMillis: 50, services: ['users'] });
    await expect(settled).rejects.toThrow(TraceTimeoutError);
    await expect(settled).rejects.toThrow(
      `Parent ${root.spanId} of users · GET /users/:id never arrived`,
    );
  });
});
