import {
  type ChildrenPattern,
  type SpanExpectation,
  type SpanPattern,
  inOrder,
  span,
} from '@traced/kit';

/*
 * Parts of the trace of an order that many traces share. The whole of it, with every attribute, is
 * in placed-order.ts.
 */

type Failure = Pick<SpanExpectation, 'status' | 'attributes'>;

/** The attributes of a SERVER span whose client disconnected before the response: neither a status code nor an error. */
export const GIVEN_UP = {
  'nestjs.request.aborted': true,
  'http.response.status_code': undefined,
  'error.type': undefined,
} as const;

/**
 * `POST /orders` down to the service, with what the service does in `children`.
 *
 * @param statusCode `undefined` if the client left before
 */
export function placing(
  statusCode: number | undefined,
  children: SpanPattern[],
  { status = 'UNSET', attributes = {} }: Failure = {},
): SpanPattern {
  return span('POST /orders', {
    service: 'orders',
    kind: 'SERVER',
    status,
    attributes: statusCode === undefined ? GIVEN_UP : { 'http.response.status_code': statusCode },
    children: [
      span('OrdersController.place', {
        status,
        children: [span('OrdersService.place', { status, attributes, children })],
      }),
    ],
  });
}

export const keyLookup = span('SELECT', { service: 'orders', children: [] });

export const userLookup = span('GET', {
  service: 'orders',
  status: 'UNSET',
  children: [
    span('GET /users/:id', {
      service: 'users',
      status: 'UNSET',
      children: [
        span('UsersController.findOne', {
          children: [
            span('UsersService.findOne', {
              children: [span('SELECT users', { service: 'users', children: [] })],
            }),
          ],
        }),
      ],
    }),
  ],
});

/** The call of payments, which charges the card. */
export const payment = paidBy(
  inOrder(
    span('INSERT payments', { children: [] }),
    span('validateCard', { children: [] }),
    span('checkFraud', { children: [span('SELECT payments', { children: [] })] }),
    span('chargeCard', { children: [span('POST', { kind: 'CLIENT', children: [] })] }),
    span('UPDATE payments', { children: [] }),
    span('sendReceipt', { children: [] }),
  ),
);

/** The call of payments with the key of a payment that is settled. */
export const repeatedPayment = paidBy(inOrder(span('INSERT payments', { children: [] })));

function paidBy(children: ChildrenPattern): SpanPattern {
  return span('POST', {
    service: 'orders',
    status: 'UNSET',
    children: [
      span('POST /payments', {
        service: 'payments',
        status: 'UNSET',
        attributes: { 'http.response.status_code': 201 },
        children: [
          span('PaymentsController.create', {
            children: [span('PaymentsService.charge', { children })],
          }),
        ],
      }),
    ],
  });
}

/** The one transaction that stores the order. */
export const storing = span('transaction', {
  service: 'orders',
  children: [
    span('INSERT orders', { children: [] }),
    span('INSERT order_items', { children: [] }),
    span('INSERT outbox', { children: [] }),
  ],
});

/** The call of payments, which fails with `statusCode` after `chargeCard` did `charging`. */
export function failedPayment(
  statusCode: number,
  chargeCard: SpanPattern,
  status: 'UNSET' | 'ERROR',
): SpanPattern {
  return span('POST', {
    service: 'orders',
    kind: 'CLIENT',
    status: 'ERROR',
    attributes: { 'http.response.status_code': statusCode, 'error.type': String(statusCode) },
    children: [
      span('POST /payments', {
        service: 'payments',
        status,
        attributes: { 'http.response.status_code': statusCode },
        children: [
          span('PaymentsController.create', {
            status,
            children: [
              span('PaymentsService.charge', {
                status,
                children: [
                  span('INSERT payments', { children: [] }),
                  span('validateCard', { status: 'UNSET', children: [] }),
                  span('checkFraud', {
                    status: 'UNSET',
                    children: [span('SELECT payments', { children: [] })],
                  }),
                  chargeCard,
                  span('UPDATE payments', { status: 'UNSET', children: [] }),
                ],
              }),
            ],
          }),
        ],
      }),
    ],
  });
}
