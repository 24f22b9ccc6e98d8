import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import '../jest.js';
import { PendingTrace } from '../arrival/pending-trace.js';
import { ArrivingTrace, ENDPOINT } from '../receiver/arrivals.fixture.js';
import { decoded } from '../receiver/decoded.fixture.js';
import { createSource } from '../receiver/source.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { type PlannedSpan, makeSpans, traceOf } from '../trace/trace.fixture.js';
import type { Trace } from '../trace/trace.js';
import { containing, inOrder, many, optional, span } from '../pattern/span-pattern.js';
import { failureOf, text } from './failure.fixture.js';

function call(name: string, more: Partial<PlannedSpan> = {}): PlannedSpan {
  return { service: 'orders', name, at: [0, 1], ...more };
}

describe('toMatchTrace', () => {
  it('passes when the whole tree is as the pattern says', () => {
    expect(declinedOrder()).toMatchTrace(
      span('POST /orders', {
        service: 'orders',
        kind: 'SERVER',
        status: 'ERROR',
        attributes: { 'http.response.status_code': expect.any(Number), 'http.route': undefined },
        events: [],
        children: [
          span('OrdersService.place', {
            children: inOrder(
              span('GET', { children: [span('GET /users/:id', { service: 'users' })] }),
              span('POST', {
                children: [
                  span('POST /payments', {
                    children: containing(
                      span('chargeCard', {
                        events: [
                          { name: 'exception', attributes: { 'exception.type': /Declined/ } },
                        ],
                        children: [],
                      }),
                      optional(span('sendReceipt')),
                    ),
                  }),
                ],
              }),
            ),
          }),
        ],
      }),
    );
  });

  it('draws what differs, what is missing, and what was not expected', async () => {
    const pattern = span('POST /orders', {
      attributes: { 'http.response.status_code': 201 },
      children: [
        span('OrdersService.place', {
          children: [
            span('GET', {
              children: [
                span('GET /users/:id', {
                  children: [span('UsersService.findOne', { children: [span('SELECT users')] })],
                }),
              ],
            }),
            span('POST', {
              children: [
                span('POST /payments', {
                  status: 'UNSET',
                  children: containing(
                    span('chargeCard', {
                      status: 'UNSET',
                      attributes: {
                        'payment.amount_cents': expect.any(String),
                        'payment.currency': /^USD$/,
                        'payment.id': 'p1',
                      },
                    }),
                    span('sendReceipt', { service: 'payments' }),
                  ),
                }),
              ],
            }),
            span('transaction', { children: [many(span('INSERT *'), { min: 3 })] }),
          ],
        }),
      ],
    });
    expect(await failureOf(() => expect(declinedOrder()).toMatchTrace(pattern))).toBe(text`
      expect(trace).toMatchTrace(pattern)

        - expected   + received   ! differs        trace 4bf92f35…0e4736 · 13 spans · complete

      ! orders · POST /orders
      !   http.response.status_code: expected 201, received 500
          orders · OrdersService.place
            orders · GET
              users · GET /users/:id
                users · UsersService.findOne
                  users · SELECT users
      +           users · SELECT users   ← unexpected ×2, looks like N+1
            orders · POST
      !       payments · POST /payments
      !         status: expected "UNSET", received "ERROR"
                payments · INSERT payments
                payments · validateCard
      !         payments · chargeCard
      !           status: expected "UNSET", received "ERROR"
      !           payment.amount_cents: expected Any<String>, received 4200
      !           payment.currency: expected /^USD$/, received "EUR"
      !           payment.id: expected "p1", received none
                  ⚑ CardDeclinedError: insufficient funds  (card-gateway.client.js:41)
      -         payments · sendReceipt   ← missing
      -     * · transaction   ← missing
      -       * · INSERT *  ×3
    `);
  });

  it('pairs a span of another name by what is below it, but never a leaf', async () => {
    const trace = traceOf(
      call('GET /orders', {
        children: [call('find', { children: [call('SELECT orders')] }), call('price')],
      }),
    );
    const pattern = span('GET /orders', {
      children: [
        span('findAll', { service: 'orders', children: [span('SELECT orders')] }),
        span('discount', { service: /^ord/ }),
      ],
    });
    expect(await failureOf(() => expect(trace).toMatchTrace(pattern))).toBe(text`
      expect(trace).toMatchTrace(pattern)

        - expected   + received   ! differs        trace 4bf92f35…0e4736 · 4 spans · complete

        orders · GET /orders
      !   orders · find
      !     name: expected "findAll", received "find"
            orders · SELECT orders
      -   /^ord/ · discount   ← missing
      +   orders · price   ← unexpected span
    `);
  });

  it('shows a missing span where it was expected when the order counts', async () => {
    const trace = traceOf(
      call('root', { children: [call('a', { at: [0, 1] }), call('c', { at: [1, 2] })] }),
    );
    const pattern = span('root', {
      children: inOrder(span('a'), many(span('b'), { min: 2 }), span('c')),
    });
    expect(await failureOf(() => expect(trace).toMatchTrace(pattern))).toBe(text`
      expect(trace).toMatchTrace(pattern)

        - expected   + received   ! differs        trace 4bf92f35…0e4736 · 3 spans · complete

        orders · root
          orders · a
      -   * · b   ← missing ×2
          orders · c
    `);
  });

  it('shows the exception below the span that stands for it when its children do not matter', async () => {
    const message = await failureOf(() =>
      expect(declinedOrder()).toMatchTrace(span('POST /orders', { status: 'OK' })),
    );
    expect(message).toBe(text`
      expect(trace).toMatchTrace(pattern)

        - expected   + received   ! differs        trace 4bf92f35…0e4736 · 13 spans · complete

      ! orders · POST /orders
      !   status: expected "OK", received "ERROR"
          ⚑ CardDeclinedError: insufficient funds  (card-gateway.client.js:41)
    `);
  });

  it('says which event differs, and how', async () => {
    const events = [{ name: 'fraud.reviewed', attributes: { 'fraud.score': 0.5 } }];
    const trace = traceOf(call('checkFraud', { events }));
    const other = span('checkFraud', { events: [{ name: 'fraud.refused' }] });
    const higher = span('checkFraud', {
      events: [{ name: 'fraud.*', attributes: { 'fraud.score': 0.9 } }],
    });
    expect(await failureOf(() => expect(trace).toMatchTrace(other))).toContain(
      '!   events: expected ["fraud.refused"], received ["fraud.reviewed"]',
    );
    expect(await failureOf(() => expect(trace).toMatchTrace(higher))).toContain(
      '!   event fraud.reviewed: fraud.score: expected 0.9, received 0.5',
    );
  });

  it('escapes names and values that would break out of their line', async () => {
    const trace = traceOf(call('a\n\u001B[31mb', { attributes: { key: 'x\u001B[2J' } }));
    const message = await failureOf(() =>
      expect(trace).toMatchTrace(span('a*', { attributes: { key: 'y' } })),
    );
    expect(message).toContain('! orders · a\\n\\u001b[31mb\n');
    expect(message).toContain('key: expected "y", received "x\\u001b[2J"\n');
  });

  it('draws the trace when it matches and must not', async () => {
    const trace = traceOf(call('GET', { children: [call('SELECT')] }));
    const message = await failureOf(() =>
      expect(trace).not.toMatchTrace(span('GET', { children: [span('*')] })),
    );
    expect(message).toBe(text`
      expect(trace).not.toMatchTrace(pattern)

        - expected   + received   ! differs        trace 4bf92f35…0e4736 · 2 spans · complete

        orders · GET
          orders · SELECT
    `);
  });

  it('refuses what is not a trace', async () => {
    const notATrace = Promise.resolve() as unknown as Trace;
    const message = await failureOf(() => expect(notATrace).toMatchTrace(span('GET')));
    expect(message).toContain('Expected a Trace or a PendingTrace, got Promise {}.');
  });
});

describe('toMatchTrace of a trace that is arriving', () => {
  const [root, first, second] = makeSpans(
    call('GET', {
      children: [call('SELECT', { kind: 'CLIENT' }), call('SELECT', { kind: 'CLIENT' })],
    }),
  );
  const pattern = span('GET', { children: [many(span('SELECT'), { min: 2 })] });
  if (!root || !first || !second) throw new Error('Expected three spans.');

  it('passes once the last span has arrived', async () => {
    const arrivals = new ArrivingTrace();
    const assertion = expect(arrivals.trace).toMatchTrace(pattern);
    arrivals.add(second);
    arrivals.add(root);
    setImmediate(() => arrivals.add(first));
    await assertion;
    expect(arrivals.trace.current()?.spans).toHaveLength(3);
  });

  it('fails at once when a complete trace does not match, and says by which rule it is complete', async () => {
    const arrivals = new ArrivingTrace(root, first);
    const message = await failureOf(() => expect(arrivals.trace).toMatchTrace(pattern));
    expect(message).toContain('2 spans · complete: no span arrived for 250 ms');
    expect(message).toContain('-   * · SELECT   ← missing');
  });

  it('does not pass while a further span may still arrive', async () => {
    const arrivals = new ArrivingTrace(root);
    const failure = failureOf(() =>
      expect(arrivals.trace).toMatchTrace(span('GET', { children: [] })),
    );
    setImmediate(() => arrivals.add(first));
    expect(await failure).toContain('+   orders · SELECT   ← unexpected span');
  });

  it('names the hop that lost the context, and looks for it only if a span is missing', async () => {
    const { store, trace } = new ArrivingTrace(root, first);
    const [callee] = makeSpans(call('GET /users/:id', { service: 'users' }));
    if (!callee) throw new Error('Expected a span.');
    store.addSpans(decoded([{ ...callee, traceId: 'a'.repeat(32) }]));
    const source = createSource(store, ENDPOINT);
    let looks = 0;
    const counting = new PendingTrace(trace.traceId, {
      ...source,
      neighbours: (other) => (looks++, source.neighbours?.(other) ?? []),
    });

    await expect(counting).toMatchTrace(span('GET', { children: [span('SELECT')] }));
    expect(looks).toBe(0);
    const pattern = span('GET', { children: [span('SELECT'), span('GET /users/:id')] });
    expect(await failureOf(() => expect(counting).toMatchTrace(pattern))).toContain(
      'propagation broken: orders → users',
    );
    expect(looks).toBe(1);
  });

  it('is undecided at the timeout, and shows the last state', async () => {
    const arrivals = new ArrivingTrace();
    arrivals.add(root, first);
    const message = await failureOf(() =>
      expect(arrivals.trace).toMatchTrace(pattern, { timeoutMillis: 20 }),
    );
    expect(message).toBe(text`
      expect(trace).toMatchTrace(pattern)

        - expected   + received   ! differs        trace 4bf92f35…0e4736 · 2 spans · incomplete

        orders · GET
          orders · SELECT
      -   * · SELECT   ← missing

        Undecided after 0.02 s: the trace is not complete. No quiet time of 250 ms was seen.
    `);
  });

  it('names the orphan and its parent when the trace does not become complete', async () => {
    const arrivals = new ArrivingTrace();
    arrivals.add(root, first, { ...second, parentSpanId: '45676a0000000000' });
    const message = await failureOf(() =>
      expect(arrivals.trace).toMatchTrace(pattern, { timeoutMillis: 20 }),
    );
    expect(message).toBe(text`
      expect(trace).toMatchTrace(pattern)

        - expected   + received   ! differs        trace 4bf92f35…0e4736 · 3 spans · incomplete

        orders · GET
          orders · SELECT
      ! orders · SELECT   ← its parent 45676a0000000000 never arrived, expected below orders · GET

        Undecided after 0.02 s: the trace is not complete. Parent 45676a0000000000 of orders · SELECT never arrived; is its service exporting?
    `);
  });

  it('asks whether anything exports when no span arrived, also for .not', async () => {
    const { trace } = new ArrivingTrace();
    const reason = `No span of it arrived; is anything exporting to ${ENDPOINT}?`;
    const failures = [
      () => expect(trace).toMatchTrace(pattern, { timeoutMillis: 20 }),
      () => expect(trace).not.toMatchTrace(pattern, { timeoutMillis: 20 }),
    ];
    for (const failure of failures) expect(await failureOf(failure)).toContain(reason);
  });
});

describe('toContainSpan', () => {
  const [root, child] = makeSpans(
    call('GET', { children: [call('SELECT', { attributes: { rows: 2 } })] }),
  );
  if (!root || !child) throw new Error('Expected two spans.');

  it('passes when a span anywhere in the trace is as the pattern says', () => {
    expect(declinedOrder()).toContainSpan(
      span('POST /payments', { children: containing(span('chargeCard')) }),
    );
    expect(declinedOrder()).not.toContainSpan(span('sendReceipt'));
  });

  it('passes as soon as the span arrives, complete or not', async () => {
    const arrivals = new ArrivingTrace();
    const assertion = expect(arrivals.trace).toContainSpan(span('SELECT'));
    arrivals.add({ ...child, flags: 0x101 });
    await assertion;
    expect(arrivals.trace.current()?.complete).toBe(false);
  });

  it('waits for a span that begins long after the trace has become complete', async () => {
    const arrivals = new ArrivingTrace(root);
    const assertion = expect(arrivals.trace).toContainSpan(span('SELECT', { children: [] }), {
      quietMillis: 5,
    });
    await arrivals.trace.complete({ quietMillis: 50 });
    arrivals.add(child);
    await assertion;
  });

  it('says at the timeout that no such span began, and fails at once if one of its name is there', async () => {
    const arrivals = new ArrivingTrace(root, child);
    const options = { quietMillis: 5, timeoutMillis: 60 };
    const missing = () => expect(arrivals.trace).toContainSpan(span('INSERT'), options);
    expect(await failureOf(missing)).toMatch(
      /complete: no span arrived for 5 ms\n[^]*- \* · INSERT   ← missing\n\n  No such span began within 0.06 s\.\n$/,
    );
    const differing = span('SELECT', { attributes: { rows: 3 } });
    const failure = failureOf(() =>
      expect(arrivals.trace).toContainSpan(differing, { quietMillis: 5, timeoutMillis: 1e9 }),
    );
    expect(await failure).toContain('rows: expected 3, received 2');
  });

  it('judges the same spans once, however many spans are announced meanwhile', async () => {
    const { store, trace } = new ArrivingTrace({ ...child, flags: 0x101 });
    let comparisons = 0;
    const rows = { asymmetricMatch: () => (comparisons++, false) };
    const failure = failureOf(() =>
      expect(trace).toContainSpan(span('SELECT', { attributes: { rows } }), { timeoutMillis: 60 }),
    );
    for (const spanId of ['a', 'b', 'c']) {
      store.ledger.started({ ...child, spanId, service: 'orders' }, {});
      await nextTurn();
    }
    expect(comparisons).toBe(1);
    expect(await failure).toContain('Undecided');
  });

  it('draws the closest span of the name', async () => {
    const pattern = span('chargeCard', { attributes: { 'payment.currency': 'USD' } });
    expect(await failureOf(() => expect(declinedOrder()).toContainSpan(pattern))).toBe(text`
      expect(trace).toContainSpan(pattern)

        - expected   + received   ! differs        trace 4bf92f35…0e4736 · 13 spans · complete

      ! payments · chargeCard
      !   payment.currency: expected "USD", received "EUR"
          ⚑ CardDeclinedError: insufficient funds  (card-gateway.client.js:41)
    `);
  });

  it('draws the whole trace when there is none of the name', async () => {
    const trace = traceOf(call('GET', { children: [call('SELECT')] }));
    expect(await failureOf(() => expect(trace).toContainSpan(span('INSERT *')))).toBe(text`
      expect(trace).toContainSpan(pattern)

        - expected   + received   ! differs        trace 4bf92f35…0e4736 · 2 spans · complete

        orders · GET
          orders · SELECT
      - * · INSERT *   ← missing
    `);
  });

  it('marks the spans that must not be there', async () => {
    const trace = traceOf(call('GET', { children: [call('SELECT'), call('price')] }));
    expect(await failureOf(() => expect(trace).not.toContainSpan(span('SELECT')))).toBe(text`
      expect(trace).not.toContainSpan(pattern)

        - expected   + received   ! differs        trace 4bf92f35…0e4736 · 3 spans · complete

        orders · GET
      +   orders · SELECT   ← must not be there
          orders · price
    `);
  });

  it('does not take a span for absent that arrives after the trace has become complete', async () => {
    const arrivals = new ArrivingTrace();
    arrivals.add(root);
    const failure = failureOf(() => expect(arrivals.trace).not.toContainSpan(span('SELECT')));
    setImmediate(() => arrivals.add(child));
    expect(await failure).toContain('+   orders · SELECT   ← must not be there');
  });

  it('fails .not when the trace does not become complete', async () => {
    const arrivals = new ArrivingTrace();
    arrivals.add({ ...child, flags: 0x101 });
    const failure = failureOf(() =>
      expect(arrivals.trace).not.toContainSpan(span('x'), { timeoutMillis: 20 }),
    );
    expect(await failure).toContain(
      'Undecided after 0.02 s: the trace is not complete. Parent 0000000000000001',
    );
  });
});

describe('toHaveSpanCount', () => {
  const [root, child] = makeSpans(call('GET', { children: [call('SELECT')] }));
  if (!root || !child) throw new Error('Expected two spans.');

  it('passes when there are as many spans', () => {
    expect(declinedOrder()).toHaveSpanCount(13);
    expect(declinedOrder()).not.toHaveSpanCount(12);
  });

  it('waits until the trace is complete and nothing more comes', async () => {
    const arrivals = new ArrivingTrace();
    arrivals.add(root);
    setImmediate(() => arrivals.add(child));
    await expect(arrivals.trace).toHaveSpanCount(2);
    await expect(arrivals.trace).not.toHaveSpanCount(1);
  });

  it('draws the spans when there are others', async () => {
    const trace = traceOf(call('GET', { children: [call('SELECT')] }));
    expect(await failureOf(() => expect(trace).toHaveSpanCount(3))).toBe(text`
      expect(trace).toHaveSpanCount(3)

        - expected   + received   ! differs        trace 4bf92f35…0e4736 · 2 spans · complete

        orders · GET
          orders · SELECT
    `);
  });
});
