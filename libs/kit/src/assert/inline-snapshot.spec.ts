import { describe, expect, it } from '@jest/globals';
import '../jest.js';
import { ArrivingTrace } from '../receiver/arrivals.fixture.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { type PlannedSpan, makeSpans, traceOf } from '../trace/trace.fixture.js';
import { compareInJest } from './compare-in-jest.js';
import { failureOf } from './failure.fixture.js';
import { type TraceSnapshotArguments, createInlineSnapshotMatcher } from './inline-snapshot.js';
import type { MatcherResult } from './matchers.js';

const work = (name: string, ...children: readonly PlannedSpan[]): PlannedSpan => ({
  service: 'orders',
  name,
  at: [0, 1],
  children,
});

describe('toMatchTraceInlineSnapshot', () => {
  it('compares the normal form: no ids and times, siblings sorted, repeats folded', () => {
    expect(declinedOrder()).toMatchTraceInlineSnapshot(`
      POST /orders                      orders    SERVER  ERROR  http.response.status_code=500
      └─ OrdersService.place            orders
         ├─ GET                         orders    CLIENT
         │  └─ GET /users/:id           users     SERVER  http.response.status_code=200
         │     └─ UsersService.findOne  users
         │        └─ SELECT users ×3    users     CLIENT
         └─ POST                        orders    CLIENT  ERROR
            └─ POST /payments           payments  SERVER  ERROR  http.response.status_code=502
               ├─ INSERT payments       payments  CLIENT
               ├─ chargeCard            payments  ERROR
               └─ validateCard          payments
    `);
  });

  it('is the same however work overlapped', () => {
    const [users, stock] = [work('users'), work('stock')];
    expect(traceOf(work('root', users, stock))).toMatchTraceInlineSnapshot(`
      root      orders
      ├─ stock  orders
      └─ users  orders
    `);
    expect(traceOf(work('root', stock, users))).toMatchTraceInlineSnapshot(`
      root      orders
      ├─ stock  orders
      └─ users  orders
    `);
  });

  it('shows the attributes that are asked for', () => {
    expect(declinedOrder()).toMatchTraceInlineSnapshot(
      {
        attributes: ['payment.*'],
        services: false,
      },
      `
      POST /orders                      SERVER  ERROR
      └─ OrdersService.place
         ├─ GET                         CLIENT
         │  └─ GET /users/:id           SERVER
         │     └─ UsersService.findOne
         │        └─ SELECT users ×3    CLIENT
         └─ POST                        CLIENT  ERROR
            └─ POST /payments           SERVER  ERROR
               ├─ INSERT payments       CLIENT
               ├─ chargeCard            ERROR  payment.amount_cents=4200 payment.currency=EUR
               └─ validateCard
    `,
    );
  });

  it('waits until a trace that is arriving is complete', async () => {
    const [root, child] = makeSpans(work('root', work('child')));
    if (!root || !child) throw new Error('Expected two spans.');
    const arrivals = new ArrivingTrace();
    arrivals.add(child);
    const { trace } = arrivals;
    setImmediate(() => arrivals.add(root));
    await expect(trace).toMatchTraceInlineSnapshot(`
      root      orders
      └─ child  orders
    `);
  });

  it('fails when no complete trace has arrived, and writes nothing', async () => {
    const { trace } = new ArrivingTrace();
    const failure = failureOf(() =>
      expect(trace).toMatchTraceInlineSnapshot({ timeoutMillis: 20 }, 'x'),
    );
    expect(await failure).toContain('Undecided after 0.02 s: the trace is not complete.');
  });

  it('cannot be negated', async () => {
    const failure = failureOf(() => expect(declinedOrder()).not.toMatchTraceInlineSnapshot('x'));
    expect(await failure).toContain('Expected a snapshot without .not.');
  });
});

describe('compareInJest', () => {
  const { toMatchTraceInlineSnapshot } = createInlineSnapshotMatcher(compareInJest);

  /** Returns what the matcher says in a file of tests of its own, of which Jest counts no failures. */
  function compared(...args: TraceSnapshotArguments): string {
    const { snapshotState } = expect.getState() as { readonly snapshotState?: object };
    const State = snapshotState?.constructor as new (file: string, options: object) => object;
    const context = {
      currentTestName: 'a trace',
      snapshotState: new State('/none.snap', { updateSnapshot: 'none', snapshotFormat: {} }),
      utils: {
        matcherHint: () => 'hint',
        diff: (wanted: string, found: string) => `${wanted}\n!=\n${found}`,
      },
    };
    const trace = traceOf(work('root', work('child')));
    const result = toMatchTraceInlineSnapshot.call(
      context as never,
      trace,
      ...args,
    ) as MatcherResult;
    return result.pass ? 'passes' : result.message();
  }

  it('takes the indentation of the code off a snapshot', () => {
    expect(compared('\n      root      orders\n      └─ child  orders\n    ')).toBe('passes');
    expect(compared('\nroot      orders\n└─ child  orders\n')).toBe('passes');
  });

  it('shows the difference', () => {
    expect(compared('\n  root  orders\n')).toBe(
      'hint\n\nroot  orders\n!=\nroot      orders\n└─ child  orders\n',
    );
  });

  it('says that no snapshot is written with --ci', () => {
    expect(compared()).toBe(
      'hint\n\nThe snapshot was not written, as Jest runs with --ci:\n\nroot      orders\n└─ child  orders\n',
    );
  });
});
