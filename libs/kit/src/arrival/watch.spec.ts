import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ArrivingTrace } from '../receiver/arrivals.fixture.js';
import { makeSpans } from '../trace/trace.fixture.js';

describe('watch', () => {
  it('decides again about what has arrived while a decision took its time', async () => {
    const [root, child] = makeSpans({
      service: 'orders',
      name: 'GET',
      at: [0, 2],
      children: [{ service: 'orders', name: 'SELECT', at: [0, 1] }],
    });
    if (!root || !child) throw new Error('Expected two spans.');
    const arrivals = new ArrivingTrace(root);
    const options = { timeoutMillis: 5_000, quietMillis: 60_000 };
    const decided = await arrivals.trace.watch(options, async ({ trace }) => {
      const count = trace?.spans.length;
      if (count === 2) return count;
      await nextTurn();
      arrivals.add(child);
      await nextTurn();
      return undefined;
    });
    expect(decided).toBe(2);
  });
});
