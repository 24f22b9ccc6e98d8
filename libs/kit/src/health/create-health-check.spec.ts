import { describe, expect, it } from '@jest/globals';
import { ArrivingTrace } from '../receiver/arrivals.fixture.js';
import type { PendingTrace } from '../arrival/pending-trace.js';
import { makeSpans } from '../trace/trace.fixture.js';
import type { Span } from '../trace/span.js';
import type { Trace } from '../trace/trace.js';
import { createHealthCheck } from './create-health-check.js';
import { UnhealthyTraceError } from './errors.js';

const [root, child] = makeSpans({
  service: 'orders',
  name: 'GET',
  at: [0, 9],
  children: [{ service: 'orders', name: 'SELECT', at: [1, 2], flags: 0x101 }],
}) as [Span, Span];

/** One trace that is arriving, as a receiver has seen it. */
class Seen {
  readonly arrivals = new ArrivingTrace();

  traces(): Trace[] {
    const trace = this.arrivals.trace.current();
    return trace ? [trace] : [];
  }

  trace(): PendingTrace {
    return this.arrivals.trace;
  }
}

const QUICK = { quietMillis: 1, timeoutMillis: 50 };

describe('createHealthCheck', () => {
  it('resolves while no trace has arrived, and when each is healthy', async () => {
    const seen = new Seen();
    const check = createHealthCheck(seen, QUICK);
    await expect(check()).resolves.toBeUndefined();
    seen.arrivals.add(root, child);
    await expect(check()).resolves.toBeUndefined();
  });

  it('waits until a trace is complete', async () => {
    const seen = new Seen();
    seen.arrivals.add(child);
    const checked = createHealthCheck(seen)();
    setImmediate(() => seen.arrivals.add(root));
    await expect(checked).resolves.toBeUndefined();
  });

  it('rejects with what is wrong, once for each trace until it grows', async () => {
    const seen = new Seen();
    const check = createHealthCheck(seen, QUICK);
    seen.arrivals.add(root, { ...child, attributes: { note: 'password=hunter2' } });
    const failure = check();
    await expect(failure).rejects.toThrow(UnhealthyTraceError);
    await expect(failure).rejects.toMatchObject({
      traceIds: [root.traceId],
      findings: [{ rule: 'no-secret' }],
      message: expect.stringContaining('✗ no-secret\n    orders · GET › SELECT'),
    });
    await expect(check()).resolves.toBeUndefined();
    seen.arrivals.add({ ...child, spanId: 'ab'.repeat(8) });
    await expect(check()).rejects.toThrow(UnhealthyTraceError);
  });

  it('tells a parent that did not arrive by its rule, if that is not switched off', async () => {
    const seen = new Seen();
    seen.arrivals.add(child);
    await expect(createHealthCheck(seen, QUICK)()).rejects.toThrow('✗ no-orphan');
    const check = createHealthCheck(seen, { ...QUICK, except: ['no-orphan'] });
    await expect(check()).resolves.toBeUndefined();
  });

  it('says that a trace did not become complete', async () => {
    const seen = new Seen();
    seen.arrivals.add(root);
    await expect(
      createHealthCheck(seen, { quietMillis: 10_000, timeoutMillis: 1 })(),
    ).rejects.toThrow('The trace is not complete. No quiet time of 10000 ms was seen.');
  });

  it('ignores the traces that it is told to', async () => {
    const seen = new Seen();
    seen.arrivals.add(child);
    const ignore = (trace: Trace): boolean => trace.root.name === 'SELECT';
    await expect(createHealthCheck(seen, { ...QUICK, ignore })()).resolves.toBeUndefined();
  });
});
