import { describe, expect, it } from '@jest/globals';
import { Operations } from './operations.js';

function operations(...names: string[]): Operations<string> {
  const all = new Operations<string>();
  for (const name of names) all.set(name, name);
  return all;
}

function request(method: string, path: string) {
  return { 'http.request.method': method, 'url.path': path };
}

describe('Operations', () => {
  it.each([
    ['POST', '/orders', 'POST /orders'],
    ['GET', '/orders', undefined],
    ['GET', '/orders/1', 'GET /orders/:id'],
    ['GET', '/orders/1/', 'GET /orders/:id'],
    ['GET', '/orders/', undefined],
    ['GET', '/orders//', undefined],
    ['GET', '/orders/latest', 'GET /orders/latest'],
    ['GET', '/orders/1/items', undefined],
    ['GET', '/orders/1/items/2', 'GET /orders/{id}/items/{item}'],
    ['GET', '/orders/latest/items/2', 'GET /orders/{id}/items/{item}'],
    ['GET', '/files/a', 'GET /files/*path'],
    ['GET', '/files/a/b/c', 'GET /files/*path'],
    ['GET', '/files', undefined],
    ['GET', '/a/b/c', 'GET /a/*/c'],
    ['GET', '/a/b', undefined],
    ['GET', '/a/b/c/d', undefined],
    ['GET', '/', 'GET /'],
  ])('takes %s %s for %p', (method, path, name) => {
    const all = operations(
      'POST /orders',
      'GET /orders/:id',
      'GET /orders/latest',
      'GET /orders/{id}/items/{item}',
      'GET /files/*path',
      'GET /a/*/c',
      'GET /',
    );
    expect(all.find(method, request(method, path))).toBe(name);
  });

  it('takes a request that no route is named for by the name that its span has then', () => {
    const all = operations('GET', 'POST /orders');
    expect(all.find('GET', request('GET', '/orders'))).toBe('GET');
  });

  it('takes whatever is no request by its name', () => {
    const all = operations('process order.placed', 'POST /orders');
    expect(all.find('process order.placed', {})).toBe('process order.placed');
    expect(all.find('POST /orders', { 'url.path': '/users' })).toBe('POST /orders');
    expect(all.find('other', {})).toBeUndefined();
  });

  it('bears a path of any length', () => {
    const all = operations('GET /a/:b');
    expect(all.find('GET', request('GET', `/a/b${'/c'.repeat(100_000)}`))).toBeUndefined();
    expect(operations('GET /*').find('GET', request('GET', '/c'.repeat(100_000)))).toBe('GET /*');
  });
});
