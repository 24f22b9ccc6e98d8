import { describe, expect, it } from '@jest/globals';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { type PlannedSpan, makeSpans, traceOf } from '../trace/trace.fixture.js';
import { Trace } from '../trace/trace.js';
import { text } from '../tree/text-block.fixture.js';
import { renderTree } from './tree.js';

function work(name: string, more: Partial<PlannedSpan> = {}): PlannedSpan {
  return { service: 'orders', name, at: [0, 1], ...more };
}

describe('renderTree', () => {
  it('draws a line for each span: its name, its service, its kind unless INTERNAL, and its status', () => {
    expect(renderTree(declinedOrder())).toBe(text`
      POST /orders                      orders    SERVER  ERROR
      └─ OrdersService.place            orders
         ├─ GET                         orders    CLIENT
         │  └─ GET /users/:id           users     SERVER
         │     └─ UsersService.findOne  users
         │        └─ SELECT users ×3    users     CLIENT
         └─ POST                        orders    CLIENT  ERROR
            └─ POST /payments           payments  SERVER  ERROR
               ├─ INSERT payments       payments  CLIENT
               ├─ chargeCard            payments  ERROR
               └─ validateCard          payments
    `);
  });

  it('draws the attributes whose keys are chosen, in the order of their keys', () => {
    const root = work('GET /ping', {
      kind: 'SERVER',
      attributes: {
        'http.route': '/ping',
        'http.response.status_code': 200,
        'db.query.summary': 'SELECT a',
        'user.id': 'u-1',
        'http.request.header.cookie': ['a'],
      },
    });
    const attributes = ['http.*', 'db.query.summary', '!http.request.*'];
    expect(renderTree(traceOf(root), { attributes })).toBe(
      'GET /ping  orders  SERVER  db.query.summary="SELECT a" http.response.status_code=200 http.route=/ping',
    );
    expect(renderTree(traceOf(root))).toBe('GET /ping  orders  SERVER');
  });

  it('leaves the services out when they do not matter', () => {
    const root = work('a', { children: [work('long name', { kind: 'CLIENT' }), work('b')] });
    expect(renderTree(traceOf(root), { services: false })).toBe(text`
      a
      ├─ b
      └─ long name  CLIENT
    `);
  });

  it('draws siblings in an order that does not depend on their start', () => {
    const children = [
      work('b', { service: 'a' }),
      work('a', { kind: 'CLIENT', attributes: { n: 2 } }),
      work('a', { kind: 'CLIENT', attributes: { n: 1 } }),
      work('a', { kind: 'CLIENT', status: 'OK' }),
      work('a', { children: [work('d')] }),
      work('a', { children: [work('c')] }),
      work('a'),
    ];
    const later = children.map((child, index) => ({ ...child, at: [9 - index, 10] as const }));
    const expected = text`
      root     orders
      ├─ b     a
      ├─ a     orders
      ├─ a     orders
      │  └─ c  orders
      ├─ a     orders
      │  └─ d  orders
      ├─ a     orders  CLIENT  n=1
      ├─ a     orders  CLIENT  n=2
      └─ a     orders  CLIENT  OK
    `;
    for (const siblings of [children, later]) {
      const trace = traceOf(work('root', { children: siblings }));
      expect(renderTree(trace, { attributes: ['n'] })).toBe(expected);
    }
  });

  it('draws siblings in the order in which they started when that is wanted', () => {
    const children = [
      work('b', { at: [2, 3] }),
      work('c', { at: [0, 1] }),
      work('b', { at: [4, 5] }),
    ];
    const trace = traceOf(work('root', { children }));
    expect(renderTree(trace, { services: false, order: 'start' })).toBe(text`
      root
      ├─ c
      └─ b ×2
    `);
  });

  it('folds siblings that look alike, in themselves and below', () => {
    const find = (...names: readonly string[]): PlannedSpan =>
      work('find', { children: names.map((name) => work(name)) });
    const children = [find('x', 'y'), find('y', 'x'), find('x'), find('x', 'y')];
    expect(renderTree(traceOf(work('root', { children })), { services: false })).toBe(text`
      root
      ├─ find
      │  └─ x
      └─ find ×3
         ├─ x
         └─ y
    `);
  });

  it('draws each root of a trace that is not complete', () => {
    const trace = traceOf(work('b'), work('a', { parentSpanId: 'ffffffffffffffff' }));
    expect(renderTree(trace)).toBe('a  orders\nb  orders');
  });

  it('draws … below 100 levels, so that a runaway recursion is no gigabyte', () => {
    const [first] = makeSpans(work('again'));
    if (!first) throw new Error('Expected a span.');
    const spans = Array.from({ length: 5_000 }, (_, index) => ({
      ...first,
      spanId: String(index + 1),
      parentSpanId: index === 0 ? undefined : String(index),
    }));
    const lines = renderTree(new Trace(spans)).split('\n');
    expect(lines).toHaveLength(102);
    expect(lines[101]?.trimStart()).toBe('└─ …');
  });

  it('quotes what would be read as something else, and escapes what would move the cursor', () => {
    const names = [
      'a  b',
      ' c',
      'SERVER',
      'x?',
      'a\n\u001B[2Jb',
      '…',
      '"d"',
      'GET /*',
      '`${e}`',
      '',
    ];
    const children = names.map((name, index) => work(name, { service: String(index) }));
    const trace = traceOf(work('root', { children }));
    expect(renderTree(trace)).toBe(text`
      root                orders
      ├─ "a  b"           0
      ├─ " c"             1
      ├─ "SERVER"         2
      ├─ "x?"             3
      ├─ "a\\n\\u001b[2Jb"  4
      ├─ "…"              5
      ├─ "\\"d\\""          6
      ├─ GET /\\*          7
      ├─ \\\`\\\${e}\\\`        8
      └─ ""               9
    `);
  });
});
