import { expect } from '@jest/globals';
import { type SpanPattern, span } from '@traced/kit';

/** The whole trace of a placed order over three services, from the request to the last query. */
export function placedOrder(orderId: string): SpanPattern {
  return span('POST /orders', {
    service: 'orders',
    kind: 'SERVER',
    status: 'UNSET',
    attributes: { 'http.route': '/orders', 'http.response.status_code': 201 },
    children: [
      span('OrdersController.place', {
        service: 'orders',
        kind: 'INTERNAL',
        attributes: { 'nestjs.controller': 'OrdersController', 'nestjs.callback': 'place' },
        children: [
          span('OrdersService.place', {
            service: 'orders',
            kind: 'INTERNAL',
            attributes: {
              'order.id': orderId,
              'order.item_count': 2,
              'order.total_cents': 4800,
            },
            children: [
              span('SELECT', { service: 'orders', kind: 'CLIENT', children: [] }),
              span('GET', {
                service: 'orders',
                kind: 'CLIENT',
                attributes: { 'http.response.status_code': 200 },
                children: [
                  span('GET /users/:id', {
                    service: 'users',
                    kind: 'SERVER',
                    children: [
                      span('UsersController.findOne', {
                        service: 'users',
                        kind: 'INTERNAL',
                        children: [
                          span('UsersService.findOne', {
                            service: 'users',
                            kind: 'INTERNAL',
                            children: [
                              span('SELECT users', {
                                service: 'users',
                                kind: 'CLIENT',
                                attributes: {
                                  'db.system.name': 'postgresql',
                                  'db.namespace': 'users',
                                  'db.query.summary': 'SELECT users',
                                  'db.query.text': /^SELECT .* FROM "users" .* = \$1/,
                                },
                                children: [],
                              }),
                            ],
                          }),
                        ],
                      }),
                    ],
                  }),
                ],
              }),
              span('POST', {
                service: 'orders',
                kind: 'CLIENT',
                children: [
                  span('POST /payments', {
                    service: 'payments',
                    kind: 'SERVER',
                    children: [
                      span('PaymentsController.create', {
                        service: 'payments',
                        kind: 'INTERNAL',
                        children: [
                          span('PaymentsService.charge', {
                            service: 'payments',
                            kind: 'INTERNAL',
                            children: [
                              span('INSERT payments', { kind: 'CLIENT', children: [] }),
                              span('validateCard', {
                                kind: 'INTERNAL',
                                attributes: { 'card.brand': expect.any(String) },
                                children: [],
                              }),
                              span('checkFraud', {
                                kind: 'INTERNAL',
                                attributes: { 'fraud.score': expect.any(Number) },
                                events: [{ name: 'fraud.reviewed' }],
                                children: [
                                  span('SELECT payments', { kind: 'CLIENT', children: [] }),
                                ],
                              }),
                              span('chargeCard', {
                                kind: 'INTERNAL',
                                attributes: {
                                  'payment.amount_cents': 4800,
                                  'payment.currency': 'EUR',
                                  'payment.decline_code': undefined,
                                },
                                children: [
                                  span('POST', {
                                    service: 'payments',
                                    kind: 'CLIENT',
                                    attributes: { 'url.full': '*/charges' },
                                    children: [],
                                  }),
                                ],
                              }),
                              span('UPDATE payments', { kind: 'CLIENT', children: [] }),
                              span('sendReceipt', { kind: 'INTERNAL', children: [] }),
                            ],
                          }),
                        ],
                      }),
                    ],
                  }),
                ],
              }),
              span('transaction', {
                service: 'orders',
                kind: 'INTERNAL',
                attributes: { 'transaction.outcome': 'committed' },
                children: [
                  span('INSERT orders', { kind: 'CLIENT', children: [] }),
                  span('INSERT order_items', { kind: 'CLIENT', children: [] }),
                  span('INSERT outbox', { kind: 'CLIENT', children: [] }),
                ],
              }),
            ],
          }),
        ],
      }),
    ],
  });
}
