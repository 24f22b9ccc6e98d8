import { describe, expect, it } from '@jest/globals';
import '../jest.js';
import { ArrivingTrace } from '../receiver/arrivals.fixture.js';
import { UnknownHealthRuleError } from '../health/errors.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { type PlannedSpan, makeSpans, traceOf } from '../trace/trace.fixture.js';
import type { Span } from '../trace/span.js';
import { Trace } from '../trace/trace.js';
import { failureOf, text } from './failure.fixture.js';

const order: PlannedSpan = {
  service: 'orders',
  name: 'POST /orders',
  kind: 'SERVER',
  at: [0, 50],
  attributes: { 'http.request.method': 'POST', 'http.response.status_code': 500 },
  children: [
    { service: 'orders', name: 'place', at: [1, 80], attributes: { note: 'token=0123456789' } },
  ],
};

describe('toBeHealthyTrace', () => {
  it('passes when nothing is wrong', () => {
    expect(declinedOrder()).toBeHealthyTrace();
  });

  it('lists what is wrong with which span, by rule, and shows no secret', async () => {
    expect(await failureOf(() => expect(traceOf(order)).toBeHealthyTrace())).toBe(text`
      expect(trace).toBeHealthyTrace()

        trace 4bf92f35…0e4736 · 2 spans · complete

      ✗ child-within-parent
          orders · POST /orders › place
            ends 30 ms after its parent

      ✗ server-has-route
          orders · POST /orders
            has no http.route

      ✗ failure-is-error
          orders · POST /orders
            has the response status 500, but the status UNSET

      ✗ no-secret
          orders · POST /orders › place
            holds a secret in a query string in attribute note
    `);
  });

  it('takes the rules and the tolerance that are asked for', () => {
    expect(traceOf(order)).toBeHealthyTrace({
      except: ['server-has-route', 'failure-is-error', 'no-secret'],
      tolerance: '30 ms',
    });
    expect(() => expect(traceOf(order)).toBeHealthyTrace({ except: ['x' as never] })).toThrow(
      UnknownHealthRuleError,
    );
  });

  it('judges a trace that lacks a parent as it is, and a trace that is arriving once it is complete', async () => {
    const [, child] = makeSpans(order) as [Span, Span];
    const orphan = { ...child, flags: 0x101, attributes: {} };
    expect(await failureOf(() => expect(new Trace([orphan])).toBeHealthyTrace())).toContain(
      'names a parent that never arrived: 0000000000000001',
    );
    expect(new Trace([orphan])).toBeHealthyTrace({ except: ['no-orphan'] });
    const { trace } = new ArrivingTrace(orphan);
    const failure = failureOf(() => expect(trace).toBeHealthyTrace({ timeoutMillis: 20 }));
    expect(await failure).toContain('Undecided after 0.02 s');
  });

  it('names at most ten spans for each rule', async () => {
    const children = Array.from({ length: 12 }, () => ({ ...order, children: [] }));
    const trace = traceOf({ service: 'orders', name: 'root', at: [0, 50], children });
    expect(await failureOf(() => expect(trace).toBeHealthyTrace())).toContain(
      '            has no http.route\n    … 2 more\n'.slice(6),
    );
  });
});
