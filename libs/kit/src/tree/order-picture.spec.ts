import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import '../jest.js';
import type { SpanPattern } from '../pattern/span-pattern.js';
import type { Attributes, SpanKind } from '../trace/span.js';
import { type PlannedSpan, traceOf } from '../trace/trace.fixture.js';
import { treeOf } from './tree-of.fixture.js';
import type { TreeValue } from './tree.js';

const SPEC = new URL('../../../../test/shop/order-trace.e2e-spec.ts', import.meta.url);

function work(
  service: string,
  kind: SpanKind,
  name: string,
  attributes: Attributes = {},
  ...children: readonly PlannedSpan[]
): PlannedSpan {
  return { service, kind, name, attributes, children, at: [0, 1] };
}

const USER = work(
  'users',
  'SERVER',
  'GET /users/:id',
  {},
  work(
    'users',
    'INTERNAL',
    'UsersController.findOne',
    {},
    work(
      'users',
      'INTERNAL',
      'UsersService.findOne',
      {},
      work('users', 'CLIENT', 'SELECT users', {
        'db.system.name': 'postgresql',
        'db.namespace': 'users',
        'db.query.summary': 'SELECT users',
        'db.query.text': 'SELECT "id" FROM "users" WHERE "id" = $1',
      }),
    ),
  ),
);

const CHECK: PlannedSpan = {
  ...work(
    'payments',
    'INTERNAL',
    'checkFraud',
    { 'fraud.score': 0.1 },
    work('payments', 'CLIENT', 'SELECT payments'),
  ),
  events: [{ name: 'fraud.reviewed', attributes: {} }],
};

const PAYMENT = work(
  'payments',
  'SERVER',
  'POST /payments',
  {},
  work(
    'payments',
    'INTERNAL',
    'PaymentsController.create',
    {},
    work(
      'payments',
      'INTERNAL',
      'PaymentsService.charge',
      {},
      work('payments', 'CLIENT', 'INSERT payments'),
      work('payments', 'INTERNAL', 'validateCard', { 'card.brand': 'visa' }),
      CHECK,
      work(
        'payments',
        'INTERNAL',
        'chargeCard',
        { 'payment.amount_cents': 4800, 'payment.currency': 'EUR' },
        work('payments', 'CLIENT', 'POST', { 'url.full': 'http://gateway/charges' }),
      ),
      work('payments', 'CLIENT', 'UPDATE payments'),
      work('payments', 'INTERNAL', 'sendReceipt'),
    ),
  ),
);

const ORDER = work(
  'orders',
  'SERVER',
  'POST /orders',
  { 'http.route': '/orders', 'http.response.status_code': 201 },
  work(
    'orders',
    'INTERNAL',
    'OrdersController.place',
    { 'nestjs.controller': 'OrdersController', 'nestjs.callback': 'place' },
    work(
      'orders',
      'INTERNAL',
      'OrdersService.place',
      { 'order.id': 'o-1', 'order.item_count': 2, 'order.total_cents': 4800 },
      work('orders', 'CLIENT', 'SELECT'),
      work('orders', 'CLIENT', 'GET', { 'http.response.status_code': 200 }, USER),
      work('orders', 'CLIENT', 'POST', {}, PAYMENT),
      work(
        'orders',
        'INTERNAL',
        'transaction',
        { 'transaction.outcome': 'committed' },
        work('orders', 'CLIENT', 'INSERT orders'),
        work('orders', 'CLIENT', 'INSERT order_items'),
        work('orders', 'CLIENT', 'INSERT outbox'),
      ),
    ),
  ),
);

/** What the expressions in the picture stand for. */
const VALUES: Readonly<Record<string, TreeValue>> = {
  'body.id': 'o-1',
  'expect.any(String)': expect.any(String),
  'expect.any(Number)': expect.any(Number),
  [String.raw`/^SELECT .* FROM "users" .* = \$1/`]: /^SELECT .* FROM "users" .* = \$1/,
};

/** Returns copies of the trace below `planned`, in each of which `change` has changed one span. */
function changedOnce(
  planned: PlannedSpan,
  change: (span: PlannedSpan) => readonly PlannedSpan[],
): PlannedSpan[] {
  const children = planned.children ?? [];
  const below = children.flatMap((child, index) =>
    changedOnce(child, change).map((changed) => ({
      ...planned,
      children: children.with(index, changed),
    })),
  );
  return [...change(planned), ...below];
}

describe('the picture of an order in the specs of the shop', () => {
  let picture: SpanPattern;

  beforeAll(async () => {
    const [, source = ''] = /tree`([^`]*)`/.exec(await readFile(SPEC, 'utf8')) ?? [];
    const parts = source.split(/\$\{[^}]*\}/);
    const values = [...source.matchAll(/\$\{([^}]*)\}/g)].map(([, code = '']) => VALUES[code]);
    picture = treeOf(parts.join('{}'), ...values.map((value) => value ?? 'unknown'));
  });

  it('matches an order', () => {
    expect(traceOf(ORDER)).toMatchTrace(picture);
  });

  it.each<[string, number, (span: PlannedSpan) => readonly PlannedSpan[]]>([
    ['name', 25, (span) => [{ ...span, name: `${span.name} x` }]],
    ['service', 25, (span) => [{ ...span, service: 'x' }]],
    ['kind', 25, (span) => [{ ...span, kind: 'CONSUMER' }]],
    ['status', 25, (span) => [{ ...span, status: 'ERROR' }]],
    [
      'number of children',
      25,
      ({ children = [], ...span }) => [
        { ...span, children: [...children, work('orders', 'INTERNAL', 'x')] },
      ],
    ],
    ['event', 1, ({ events, ...span }) => (events ? [span] : [])],
    [
      'attribute',
      18,
      ({ attributes = {}, ...span }) =>
        Object.keys(attributes).map((key) => ({
          ...span,
          attributes: { ...attributes, [key]: true },
        })),
    ],
    [
      'absent attribute',
      1,
      (span) =>
        span.name === 'chargeCard'
          ? [{ ...span, attributes: { ...span.attributes, 'payment.decline_code': 'x' } }]
          : [],
    ],
  ])('does not match an order in which the %s of a span is another', (_, count, change) => {
    const changed = changedOnce(ORDER, change);
    expect(changed).toHaveLength(count);
    for (const order of changed) expect(traceOf(order)).not.toMatchTrace(picture);
  });
});
