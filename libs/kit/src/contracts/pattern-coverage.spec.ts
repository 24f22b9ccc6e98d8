import { describe, expect, it } from '@jest/globals';
import { type SpanPattern, containing, optional, span } from '../pattern/span-pattern.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { coverageOf } from './pattern-coverage.js';

function coveredBy(pattern: SpanPattern): Record<string, string> {
  const covers = coverageOf(pattern);
  const covered = declinedOrder().spans.flatMap((node) => {
    const { span: isCovered, error } = covers(node);
    return isCovered ? [[node.name, error ? 'error' : 'span']] : [];
  });
  return Object.fromEntries(covered) as Record<string, string>;
}

describe('coverageOf', () => {
  it('covers each span that some part of the pattern names, and no other', () => {
    expect(
      coveredBy(
        span('POST /orders', {
          children: [
            span('*', { children: containing(span('SELECT *'), optional(span(/^POST$/))) }),
          ],
        }),
      ),
    ).toEqual({ 'POST /orders': 'span', 'SELECT users': 'span', POST: 'span' });
  });

  it('covers no span of another service, or with another attribute', () => {
    const attributes = { 'payment.currency': 'USD' };
    expect(coveredBy(span('SELECT users', { service: 'orders' }))).toEqual({});
    expect(coveredBy(span('chargeCard', { attributes }))).toEqual({});
  });

  it.each<SpanPattern>([
    span('chargeCard', { status: 'ERROR' }),
    span('chargeCard', { statusMessage: '' }),
    span('chargeCard', { events: [{ name: 'exception' }] }),
    span('POST /payments', { attributes: { 'http.response.status_code': 502 } }),
  ])('covers an error that the pattern names: %j', (pattern) => {
    expect(Object.values(coveredBy(pattern))).toEqual(['error']);
  });
});
