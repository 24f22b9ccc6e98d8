import { describe, expect, it } from '@jest/globals';
import '../jest.js';
import { ArrivingTrace } from '../receiver/arrivals.fixture.js';
import { InvalidSpanCountError } from '../pattern/errors.js';
import type { SpanCount } from '../pattern/span-count.js';
import { span } from '../pattern/span-pattern.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { makeSpans } from '../trace/trace.fixture.js';
import type { Span } from '../trace/span.js';
import { failureOf, text } from './failure.fixture.js';

const queries = span('SELECT *', { service: 'users' });

describe('toHaveSpanCount with a pattern', () => {
  it('counts the spans that match, wherever they are', () => {
    expect(declinedOrder()).toHaveSpanCount(queries, 3);
    expect(declinedOrder()).toHaveSpanCount(queries, { min: 1, max: 3 });
    expect(declinedOrder()).toHaveSpanCount(queries, { min: 3 });
    expect(declinedOrder()).toHaveSpanCount(span('sendReceipt'), 0);
    expect(declinedOrder()).not.toHaveSpanCount(queries, { max: 2 });
  });

  it('shows the spans that match when there are too many', async () => {
    const message = await failureOf(() =>
      expect(declinedOrder()).toHaveSpanCount(queries, { max: 1 }),
    );
    expect(message).toBe(text`
      expect(trace).toHaveSpanCount(pattern, {"max":1})

        - expected   + received   ! differs        trace 4bf92f35…0e4736 · 13 spans · complete

        The trace has 3 spans like users · SELECT *.

        orders · POST /orders
        └─ orders · OrdersService.place
           └─ orders · GET
              └─ users · GET /users/:id
                 └─ users · UsersService.findOne
      +             └─ users · SELECT users  ×3
    `);
  });

  it('shows the closest span when none matches', async () => {
    const message = await failureOf(() =>
      expect(declinedOrder()).toHaveSpanCount(span('chargeCard', { service: 'orders' }), 1),
    );
    expect(message).toContain('The trace has 0 spans like orders · chargeCard.\n');
    expect(message).toContain('!   service: expected "orders", received "payments"');
  });

  it('passes before the trace is complete when only a minimum is given', async () => {
    const [, child] = makeSpans({
      service: 'orders',
      name: 'GET',
      at: [0, 2],
      children: [{ service: 'users', name: 'SELECT users', at: [0, 1], flags: 0x101 }],
    }) as [Span, Span];
    const arrivals = new ArrivingTrace(child);
    await expect(arrivals.trace).toHaveSpanCount(queries, { min: 1 });
    const failure = failureOf(() =>
      expect(arrivals.trace).toHaveSpanCount(queries, 1, { timeoutMillis: 20 }),
    );
    expect(await failure).toContain('Undecided after 0.02 s');
  });

  it.each<SpanCount>([-1, 1.5, NaN, {}, { min: 2, max: 1 }, '3' as never])(
    'refuses the count %p',
    (count) => {
      expect(() => expect(declinedOrder()).toHaveSpanCount(queries, count)).toThrow(
        InvalidSpanCountError,
      );
    },
  );
});

describe('toHaveSpanCount', () => {
  it('counts all spans within bounds', () => {
    expect(declinedOrder()).toHaveSpanCount({ min: 10, max: 13 });
    expect(declinedOrder()).not.toHaveSpanCount({ max: 12 });
  });
});
