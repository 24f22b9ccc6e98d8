import {
  type SpanPattern,
  containing,
  inOrder,
  many,
  optional,
  span,
} from '../pattern/span-pattern.js';
import { type PlannedSpan, makeSpans } from '../trace/trace.fixture.js';
import { Trace } from '../trace/trace.js';
import {
  type Part,
  changed,
  expectedOf,
  part,
  placedOrder,
  planned,
} from './placed-order.fixture.js';

/** A mistake in an application, or in what a test expects of it, and how the diff begins that shows it. */
export interface Mistake {
  readonly name: string;
  readonly trace: Trace;
  readonly pattern: SpanPattern;
  readonly neighbours?: readonly Trace[];
  /** What stands in the first marked line of the diff. */
  readonly fault: string;
}

const order = placedOrder();
const expected = expectedOf(order);

function traceOfPlan(...roots: readonly PlannedSpan[]): Trace {
  return new Trace(makeSpans(...roots));
}

/** A mistake of the application: the trace has another part than the pattern expects. */
function inTrace(name: string, fault: string, root: Part): Mistake {
  return { name, fault, pattern: expected, trace: traceOfPlan(planned(root)) };
}

/** A mistake that the pattern of one part shows. */
function inPattern(name: string, fault: string, pattern: SpanPattern): Mistake {
  return { name, fault, pattern, trace: traceOfPlan(planned(order)) };
}

function without(name: string): Part {
  return changed(order, name, () => []);
}

function repeated(name: string, count: number): Part {
  return changed(order, name, (found) => Array.from({ length: count }, () => found));
}

function altered(name: string, change: Partial<Part>): Part {
  return changed(order, name, (found) => [{ ...found, ...change }]);
}

function findPart(name: string): Part {
  const found = findBelow(name, order);
  if (!found) throw new Error(`Expected a part called ${name}.`);
  return found;
}

function findBelow(name: string, root: Part): Part | undefined {
  if (root.name === name) return root;
  return root.children.map((child) => findBelow(name, child)).find((found) => found !== undefined);
}

const declined = altered('chargeCard', {
  status: 'ERROR',
  events: [
    {
      name: 'exception',
      attributes: {
        'exception.type': 'CardDeclinedError',
        'exception.message': 'insufficient funds',
      },
    },
  ],
});

const service = (children: SpanPattern['children']): SpanPattern => ({
  name: 'POST /orders',
  children: {
    ordered: false,
    open: false,
    spans: [
      {
        min: 1,
        max: 1,
        pattern: span('OrdersController.place', {
          children: [{ name: 'OrdersService.place', ...(children && { children }) }],
        }),
      },
    ],
  },
});

const calls = Array.from({ length: 1_000 }, (_, index) =>
  part('orders', `call ${index}`, {}, [
    part('orders', `query ${index}`, { kind: 'CLIENT' }),
    part('orders', 'parse', {}, [part('orders', 'validate')]),
  ]),
);
const large = part('orders', 'POST /import', { kind: 'SERVER' }, calls);

/** Thirty mistakes that people make, one for each kind of fault that a diff can show. */
export const MISTAKES: readonly Mistake[] = [
  inTrace('a status code differs', 'orders · POST /orders', {
    ...order,
    attributes: { ...order.attributes, 'http.response.status_code': 500 },
  }),
  inTrace(
    'an attribute is absent',
    'payments · chargeCard',
    altered('chargeCard', { attributes: { 'payment.amount_cents': 4200 } }),
  ),
  inTrace(
    'an attribute has another type',
    'payments · chargeCard',
    altered('chargeCard', {
      attributes: { 'payment.amount_cents': '4200', 'payment.currency': 'EUR' },
    }),
  ),
  inPattern(
    'an attribute must be absent',
    'orders · POST /orders',
    span('POST /orders', { attributes: { 'http.route': undefined } }),
  ),
  inTrace(
    'a service has no name',
    'unknown_service · SELECT users',
    altered('SELECT users', { service: 'unknown_service' }),
  ),
  inTrace('a kind differs', 'orders · GET', altered('GET', { kind: 'INTERNAL' })),
  {
    ...inTrace('a span has failed', 'payments · chargeCard', declined),
    pattern: expectedOf(altered('chargeCard', { expected: { status: 'UNSET' } })),
  },
  inTrace(
    'a leaf has another name',
    'users · SELECT users',
    altered('SELECT users', { name: 'SELECT accounts' }),
  ),
  inTrace('a leaf is missing', 'orders · INSERT order_items', without('INSERT order_items')),
  inTrace('a callee is missing', 'payments · POST /payments', without('POST /payments')),
  inTrace('a call is made twice', 'payments · chargeCard', repeated('chargeCard', 2)),
  inTrace('a query is repeated for each row', 'looks like N+1', repeated('SELECT users', 6)),
  inTrace('a subtree is repeated', 'orders · POST', repeated('POST', 2)),
  inTrace(
    'a span has moved',
    'orders · SELECT orders',
    changed(without('SELECT orders'), 'transaction', (found) => [
      { ...found, children: [...found.children, findPart('SELECT orders')] },
    ]),
  ),
  inPattern(
    'siblings have another order',
    'SELECT orders',
    service(
      inOrder(
        span('GET'),
        span('SELECT orders'),
        span('POST'),
        span('transaction'),
        span('send *'),
      ),
    ),
  ),
  {
    ...inTrace('a callee has lost the context', 'orders → users', without('GET /users/:id')),
    neighbours: [
      new Trace(
        makeSpans(planned(findPart('GET /users/:id'), 2)).map((each) => ({
          ...each,
          traceId: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
        })),
      ),
    ],
  },
  {
    ...inTrace('a parent has not arrived', 'orders · OrdersController.place', order),
    trace: new Trace(
      makeSpans(planned(order)).filter(({ name }) => name !== 'OrdersController.place'),
    ),
  },
  {
    ...inTrace('there is a second root', 'payments · cron', order),
    trace: traceOfPlan(planned(order), planned(part('payments', 'cron'), 5)),
  },
  inPattern(
    'more siblings than a maximum',
    'orders · INSERT',
    service(containing(span('transaction', { children: [many(span('INSERT *'), { max: 1 })] }))),
  ),
  inPattern(
    'fewer siblings than a minimum',
    'INSERT *',
    service(containing(span('transaction', { children: [many(span('INSERT *'), { min: 3 })] }))),
  ),
  {
    ...inTrace(
      'an event is absent',
      'payments · chargeCard',
      altered('chargeCard', { events: [] }),
    ),
    pattern: expectedOf(
      altered('chargeCard', { expected: { events: [{ name: 'fraud.reviewed' }] } }),
    ),
  },
  inPattern(
    'an attribute of an event differs',
    'payments · chargeCard',
    expectedOf(
      altered('chargeCard', {
        expected: { events: [{ name: 'fraud.*', attributes: { 'fraud.score': 0.9 } }] },
      }),
    ),
  ),
  inTrace(
    'a route is not templated',
    'users · GET /users/17',
    altered('GET /users/:id', { name: 'GET /users/17' }),
  ),
  inTrace(
    'a layer is missing',
    'OrdersService.place',
    changed(order, 'OrdersService.place', ({ children }) => children),
  ),
  inTrace(
    'a layer is too much',
    'orders · RetryInterceptor',
    changed(order, 'OrdersService.place', (found) => [
      part('orders', 'RetryInterceptor', {}, [found]),
    ]),
  ),
  inTrace(
    'an event is not consumed',
    'payments · process order.placed',
    without('process order.placed'),
  ),
  {
    ...inTrace(
      'a failed call is repeated',
      'payments · chargeCard',
      changed(order, 'chargeCard', (found) => [
        { ...found, status: 'ERROR', attributes: { ...found.attributes, 'payment.retry': 0 } },
        found,
      ]),
    ),
    pattern: expectedOf(altered('chargeCard', { expected: { status: 'UNSET' } })),
  },
  inPattern(
    'a span that is optional is there twice',
    'orders · INSERT',
    service(containing(span('transaction', { children: containing(optional(span('INSERT *'))) }))),
  ),
  {
    name: 'one of four thousand spans differs',
    fault: 'orders · parse JSON',
    pattern: expectedOf(large),
    trace: traceOfPlan(
      planned(
        changed(large, 'call 640', (found) => [
          changed(found, 'parse', (each) => [{ ...each, name: 'parse JSON' }]),
        ]),
      ),
    ),
  },
  inPattern(
    'a regular expression does not match',
    'orders · POST /orders',
    span('POST /orders', { attributes: { 'http.route': /^\/v2/ } }),
  ),
];
