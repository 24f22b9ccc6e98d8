import { describe, expect, it } from '@jest/globals';
import '../jest.js';
import type { TraceBudget } from '../budget/budget.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { type PlannedSpan, traceOf } from '../trace/trace.fixture.js';
import { failureOf, text } from './failure.fixture.js';

describe('toBeWithinBudget', () => {
  it('passes when no limit is exceeded', () => {
    expect(declinedOrder()).toBeWithinBudget({
      total: '412 ms',
      duration: { 'payments · chargeCard': 292, 'SELECT *': '8 ms' },
      selfTime: { payments: 306, users: '0.1 s' },
      count: { 'users · SELECT *': 3, payments: 4, 'INSERT *': 1, sendReceipt: 0 },
      depth: 7,
    });
    expect(declinedOrder()).toBeWithinBudget({ selfTime: 312, count: 13 });
  });

  it('draws the critical path, and marks what takes the most of each limit', async () => {
    const budget: TraceBudget = {
      total: 250,
      duration: { 'SELECT *': 7 },
      selfTime: { payments: '100 ms' },
      count: { 'users · SELECT *': 1 },
      depth: 5,
    };
    expect(await failureOf(() => expect(declinedOrder()).toBeWithinBudget(budget))).toBe(text`
      expect(trace).toBeWithinBudget(budget)

        trace 4bf92f35…0e4736 · 13 spans · complete

      ! total: expected <= 250 ms, received 412 ms
      ! duration of SELECT *: expected <= 7 ms, received 8 ms
      ! self time of payments: expected <= 100 ms, received 302 ms
      ! count of users · SELECT *: expected <= 1, received 3
      ! depth: expected <= 5, received 6

        critical path                                time           self
        orders · POST /orders                        8 ms    2%     8 ms
        └─ orders · OrdersService.place             32 ms    8%    32 ms
           ├─ orders · GET                          10 ms    2%    10 ms
           │  └─ users · GET /users/:id              3 ms    1%     3 ms
           │     └─ users · UsersService.findOne    25 ms    6%    25 ms
      !    │        └─ users · SELECT users  ×3     22 ms    5%    22 ms   ← duration of SELECT *, count of users · SELECT *, depth
           └─ orders · POST                         10 ms    2%    10 ms
              └─ payments · POST /payments         6.2 ms    1%   6.2 ms
                 ├─ payments · INSERT payments       3 ms    1%     3 ms
                 ├─ payments · validateCard        850 µs   <1%   850 µs
      !          └─ payments · chargeCard          292 ms   71%   292 ms   ← total, self time of payments
    `);
  });

  it('limits the self time of each service by one number', async () => {
    const message = await failureOf(() =>
      expect(declinedOrder()).toBeWithinBudget({ selfTime: '30 ms' }),
    );
    expect(message.match(/^! .*expected.*/gm)).toEqual([
      '! self time of orders: expected <= 30 ms, received 60 ms',
      '! self time of users: expected <= 30 ms, received 50 ms',
      '! self time of payments: expected <= 30 ms, received 302 ms',
    ]);
  });

  it('marks a culprit that is off the critical path', async () => {
    const child = (name: string, at: PlannedSpan['at']): PlannedSpan => ({
      service: 'orders',
      name,
      at,
    });
    const trace = traceOf({
      ...child('root', [0, 100]),
      children: [child('long', [0, 90]), child('hidden', [0, 60])],
    });
    const message = await failureOf(() =>
      expect(trace).toBeWithinBudget({ duration: { hidden: 50 } }),
    );
    expect(message).toContain(
      '! └─ orders · hidden                   60 ms   ← duration of hidden',
    );
  });

  it('fails when a limit of time is for spans that are not there', async () => {
    const message = await failureOf(() =>
      expect(declinedOrder()).toBeWithinBudget({ selfTime: { ordres: 40 }, count: { ordres: 1 } }),
    );
    expect(message.match(/^! .*/gm)).toEqual([
      '! self time of ordres: expected <= 40 ms, received no such span; the services are orders, payments, users',
    ]);
  });

  it('leaves out what is less than 1% of a long path', async () => {
    const children = Array.from({ length: 300 }, (_, index) => ({
      service: 'orders',
      name: `step ${index}`,
      at: [index, index + 1] as const,
    }));
    const slow = { service: 'orders', name: 'slow', at: [300, 400] as const };
    const trace = traceOf({
      service: 'orders',
      name: 'root',
      at: [0, 400],
      children: [...children, slow],
    });
    const message = await failureOf(() => expect(trace).toBeWithinBudget({ total: 100 }));
    expect(message).not.toContain('step');
    expect(message).toMatch(/^! └─ orders · slow +100 ms +25% +100 ms {3}← total$/m);
  });

  it.each<[TraceBudget, string]>([
    [
      {},
      'Expected a budget with one or more of total, duration, selfTime, count, depth, got none.',
    ],
    [{ totla: 1 } as TraceBudget, 'got totla.'],
    [{ depth: 1.5 }, 'Expected depth to be a number of spans, 0 or more, got 1.5.'],
    [{ count: { users: -1 } }, 'Expected count to be a number of spans, 0 or more, got -1.'],
    [{ total: '250' }, 'Expected a duration as milliseconds'],
    [{ selfTime: { orders: -1 } }, 'Expected a duration as milliseconds'],
  ])('refuses the budget %j', (budget, message) => {
    expect(() => expect(declinedOrder()).toBeWithinBudget(budget)).toThrow(message);
  });
});
