import { describe, expect, it } from '@jest/globals';
import { findNearAttribute } from './near-attribute.js';

describe('findNearAttribute', () => {
  it.each([
    ['http.status_code', 'http.response.status_code'],
    ['http.response.status_code', 'http.status_code'],
    ['db.statement', 'db.query.text'],
    ['server.address', 'net.peer.name'],
    ['orderId', 'order.id'],
    ['order_id', 'order.id'],
    ['order.itemCount', 'order.line.item.count'],
    ['paymnet.currency', 'payment.currency'],
    ['payment.curency', 'payment.currency'],
    ['payment.currencies', 'payment.currencie'],
    ['payment.currancy', 'payment.currency'],
  ])('takes %s for %s', (absent, key) => {
    const attributes = { 'payment.id': 'p1', [key]: 200, 'http.route': '/orders' };
    expect(findNearAttribute(absent, attributes, {})).toEqual({ key, value: 200 });
  });

  it.each([
    ['order.total', 'order.id'],
    ['http.status_code', 'http.method'],
    ['id', 'it'],
    ['user.id', 'order.user.name'],
  ])('does not take %s for %s', (absent, key) => {
    expect(findNearAttribute(absent, { [key]: 1 }, {})).toBeUndefined();
  });

  it('prefers the name that semantic conventions have since', () => {
    const attributes = { 'db.statements': 1, 'db.query.text': 'SELECT 1' };
    expect(findNearAttribute('db.statement', attributes, {})?.key).toBe('db.query.text');
  });

  it('does not take a key that the pattern names itself', () => {
    const attributes = { 'http.response.status_code': 200 };
    expect(findNearAttribute('http.status_code', attributes, attributes)).toBeUndefined();
  });
});
