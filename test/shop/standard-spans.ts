import { type SpanPattern, span } from '@traced/kit';

/*
 * The trace of an order as OpenTelemetry's own instrumentations see it: two spans for a controller, and
 * START and COMMIT as queries of their own.
 */

/** A request that a controller of `service` answers, with what its handler does in `children`. */
function served(
  service: string,
  request: string,
  [controller, method]: readonly [string, string],
  children: SpanPattern[],
): SpanPattern {
  const route = request.split(' ')[1];
  return span(request, {
    service,
    kind: 'SERVER',
    status: 'UNSET',
    attributes: { 'http.route': route, 'url.path': route },
    children: [
      span(`${controller}.${method}`, {
        service,
        kind: 'INTERNAL',
        status: 'UNSET',
        attributes: {
          'nestjs.type': 'request_context',
          'nestjs.controller': controller,
          'nestjs.callback': method,
          'url.full': undefined,
        },
        children: [
          span(method, {
            service,
            kind: 'INTERNAL',
            status: 'UNSET',
            attributes: { 'nestjs.type': 'handler' },
            children,
          }),
        ],
      }),
    ],
  });
}

function query(operation: string, database: string, text: string | RegExp): SpanPattern {
  return span(`pg.query:${operation} ${database}`, {
    service: database,
    kind: 'CLIENT',
    status: 'UNSET',
    attributes: { 'db.namespace': database, 'db.query.text': text },
    children: [],
  });
}

function call(method: string, url: string, children: SpanPattern[]): SpanPattern {
  return span(method, {
    kind: 'CLIENT',
    status: 'UNSET',
    attributes: { 'url.full': url },
    children,
  });
}

const userLookup = served(
  'users',
  'GET /users/:id',
  ['UsersController', 'findOne'],
  [
    span('UsersService.findOne', {
      children: [query('SELECT', 'users', /^SELECT .* FROM "users" .* = \$1/)],
    }),
  ],
);

const payment = served(
  'payments',
  'POST /payments',
  ['PaymentsController', 'create'],
  [
    span('PaymentsService.charge', {
      children: [
        query('INSERT', 'payments', /^INSERT INTO payments .* VALUES \(\$1, .*, \?\)/),
        span('validateCard', { children: [] }),
        span('checkFraud', { children: [query('SELECT', 'payments', '* FROM payments *')] }),
        span('chargeCard', { children: [call('POST', '*/charges', [])] }),
        query('UPDATE', 'payments', 'UPDATE payments *'),
        span('sendReceipt', { children: [] }),
      ],
    }),
  ],
);

/** `POST /orders` that succeeds. */
export const placedOrder = served(
  'orders',
  'POST /orders',
  ['OrdersController', 'place'],
  [
    span('OrdersService.place', {
      children: [
        query('SELECT', 'orders', 'SELECT * FROM order_of_key($1) *'),
        call('GET', '*/users/REDACTED', [userLookup]),
        call('POST', '*/payments', [payment]),
        query('START', 'orders', 'START TRANSACTION'),
        query('INSERT', 'orders', 'INSERT INTO "orders"*'),
        query('INSERT', 'orders', 'INSERT INTO "order_items"*'),
        query('INSERT', 'orders', 'INSERT INTO "outbox"*'),
        query('COMMIT', 'orders', 'COMMIT'),
      ],
    }),
  ],
);

/** `GET /orders/:id` of an order that is not there. */
export const missingOrder = served(
  'orders',
  'GET /orders/:id',
  ['OrdersController', 'findOne'],
  [
    span('OrdersService.findOne', {
      status: 'UNSET',
      events: [],
      children: [query('SELECT', 'orders', '* FROM "orders" *')],
    }),
  ],
);
