import { type PlannedSpan, traceOf } from './trace.fixture.js';
import type { Trace } from './trace.js';

const DECLINED = {
  name: 'exception',
  attributes: {
    'exception.type': 'CardDeclinedError',
    'exception.message': 'insufficient funds',
    'exception.stacktrace': [
      'CardDeclinedError: insufficient funds',
      '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
      '    at CardGatewayClient.charge (file:///app/dist/card-gateway.client.js:41:13)',
    ].join('\n'),
  },
};

const USER: PlannedSpan = {
  service: 'orders',
  name: 'GET',
  kind: 'CLIENT',
  at: [12, 72],
  children: [
    {
      service: 'users',
      name: 'GET /users/:id',
      kind: 'SERVER',
      at: [17, 67],
      attributes: { 'http.response.status_code': 200 },
      children: [
        {
          service: 'users',
          name: 'UsersService.findOne',
          at: [19, 66],
          children: [
            { service: 'users', name: 'SELECT users', kind: 'CLIENT', at: [20, 27] },
            { service: 'users', name: 'SELECT users', kind: 'CLIENT', at: [30, 38] },
            { service: 'users', name: 'SELECT users', kind: 'CLIENT', at: [42, 49] },
          ],
        },
      ],
    },
  ],
};

const PAYMENT: PlannedSpan = {
  service: 'orders',
  name: 'POST',
  kind: 'CLIENT',
  status: 'ERROR',
  at: [90, 402],
  children: [
    {
      service: 'payments',
      name: 'POST /payments',
      kind: 'SERVER',
      status: 'ERROR',
      at: [95, 397],
      attributes: { 'http.response.status_code': 502 },
      children: [
        { service: 'payments', name: 'INSERT payments', kind: 'CLIENT', at: [97, 100] },
        { service: 'payments', name: 'validateCard', at: [100, 100.85] },
        {
          service: 'payments',
          name: 'chargeCard',
          status: 'ERROR',
          at: [101, 393],
          attributes: { 'payment.amount_cents': 4200, 'payment.currency': 'EUR' },
          events: [DECLINED],
        },
      ],
    },
  ],
};

/** Makes the trace of a `POST /orders` over orders, users and payments, in which the card is declined. */
export function declinedOrder(): Trace {
  return traceOf({
    service: 'orders',
    name: 'POST /orders',
    kind: 'SERVER',
    status: 'ERROR',
    at: [0, 412],
    attributes: { 'http.response.status_code': 500 },
    children: [
      {
        service: 'orders',
        name: 'OrdersService.place',
        at: [4, 408],
        children: [USER, PAYMENT],
      },
    ],
  });
}
