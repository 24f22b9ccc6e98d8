import { SpanKind, SpanStatusCode } from '@opentelemetry/api';

const SPANS_PER_TRACE = 25;

const RESOURCE = {
  attributes: {
    'service.name': 'orders',
    'service.version': '1.4.2',
    'service.instance.id': '6f1c2a9e-2f1d-4b7e-9d39-0d8d7a3c5b11',
    'host.name': 'orders-7d4b9c6f5-x2x8p',
    'process.pid': 1,
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.version': '3.1.0',
  },
};

const SCOPE = { name: '@traced/nest', version: '0.1.0' };

const EXCEPTION = {
  name: 'exception',
  time: [1_795_000_000, 5_000_000],
  attributes: {
    'exception.type': 'CardDeclinedError',
    'exception.message': 'insufficient funds',
    'exception.stacktrace':
      'CardDeclinedError: insufficient funds\n    at CardGatewayClient.charge (file:///app/dist/card-gateway.client.js:41:13)\n    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
  },
};

/** The kinds of spans that an order makes, in the proportion in which it makes them. */
const KINDS = [
  (n) => ({
    name: 'POST /orders',
    kind: SpanKind.SERVER,
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/orders',
      'url.path': '/orders',
      'url.scheme': 'http',
      'http.response.status_code': 201,
      'server.address': '127.0.0.1',
      'server.port': 3000,
      'client.address': `10.0.${n % 256}.${n % 251}`,
      'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0',
    },
  }),
  (n) => ({
    name: 'OrdersService.place',
    kind: SpanKind.INTERNAL,
    attributes: { 'order.id': `order-${n}`, 'order.item_count': n % 7, 'order.total': n / 3 },
  }),
  (n) => ({
    name: 'GET',
    kind: SpanKind.CLIENT,
    attributes: {
      'http.request.method': 'GET',
      'url.full': `http://users:3000/users/${n}`,
      'server.address': 'users',
      'server.port': 3000,
      'http.response.status_code': 200,
    },
  }),
  () => ({
    name: 'SELECT users',
    kind: SpanKind.CLIENT,
    attributes: {
      'db.system.name': 'postgresql',
      'db.namespace': 'users',
      'db.operation.name': 'SELECT',
      'db.query.summary': 'SELECT users',
      'db.query.text':
        'SELECT "user"."id", "user"."name", "user"."email" FROM "users" "user" WHERE "user"."id" = $1 LIMIT 1',
      'db.response.returned_rows': 1,
    },
  }),
  () => ({
    name: 'chargeCard',
    kind: SpanKind.INTERNAL,
    attributes: { 'payment.currency': 'EUR' },
    status: SpanStatusCode.ERROR,
  }),
];

/** Makes spans as the SDK passes them to an exporter: all ids, times and some values are different for each `seed`. */
export function orderSpans(count, seed) {
  const spans = [];
  for (let index = 0; index < count; index++) {
    const n = seed * count + index;
    const first = index % SPANS_PER_TRACE === 0;
    const parent = first
      ? undefined
      : spans[index - 1 - (index % 3 ? 0 : (index % SPANS_PER_TRACE) - 1)];
    const traceId = parent ? parent.spanContext().traceId : idOf(n, 32);
    const { status = SpanStatusCode.UNSET, ...kind } = KINDS[index % KINDS.length](n);
    const context = { traceId, spanId: idOf(n + 7, 16), traceFlags: 1 };
    spans.push({
      ...kind,
      spanContext: () => context,
      parentSpanContext: parent?.spanContext(),
      startTime: [1_795_000_000, n * 1_000],
      endTime: [1_795_000_001, n * 1_000],
      duration: [1, 0],
      ended: true,
      status: {
        code: status,
        message: status === SpanStatusCode.ERROR ? 'insufficient funds' : undefined,
      },
      events: status === SpanStatusCode.ERROR ? [EXCEPTION] : [],
      links: [],
      resource: RESOURCE,
      instrumentationScope: SCOPE,
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    });
  }
  return spans;
}

/** Returns hex digits that look random, and are the same for the same number. */
function idOf(number, digits) {
  let id = '';
  for (let state = number + 1; id.length < digits;) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) ^ (state + 0x9e3779b9);
    id += (state >>> 0).toString(16).padStart(8, '0');
  }
  return id.slice(0, digits);
}
