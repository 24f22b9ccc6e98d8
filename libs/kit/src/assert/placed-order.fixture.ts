import {
  type ChildPattern,
  type SpanExpectation,
  type SpanPattern,
  span,
} from '../pattern/span-pattern.js';
import type { PlannedSpan } from '../trace/trace.fixture.js';

/** A part of the order, as it is planned and as it is expected: a mistake is planted into either. */
export interface Part extends Omit<PlannedSpan, 'children' | 'at'> {
  readonly children: readonly Part[];
  /** What is expected besides service, name, kind, attributes and exactly these children. */
  readonly expected?: Omit<SpanExpectation, 'children'>;
}

type PartOptions = Partial<Omit<Part, 'service' | 'name' | 'children'>>;

export function part(
  service: string,
  name: string,
  options: PartOptions = {},
  children: readonly Part[] = [],
): Part {
  return { service, name, kind: 'INTERNAL', ...options, children };
}

const query = (service: string, name: string): Part =>
  part(service, name, { kind: 'CLIENT', attributes: { 'db.system.name': 'postgresql' } });

/** A POST /orders over three services, with an event that is consumed later. */
export function placedOrder(): Part {
  const users = part(
    'users',
    'GET /users/:id',
    { kind: 'SERVER', attributes: { 'http.route': '/users/:id' } },
    [part('users', 'UsersService.findOne', {}, [query('users', 'SELECT users')])],
  );
  const payments = part(
    'payments',
    'POST /payments',
    { kind: 'SERVER', attributes: { 'http.route': '/payments' } },
    [
      query('payments', 'INSERT payments'),
      part('payments', 'chargeCard', {
        attributes: { 'payment.amount_cents': 4200, 'payment.currency': 'EUR' },
        events: [{ name: 'fraud.reviewed', attributes: { 'fraud.score': 0.2 } }],
      }),
    ],
  );
  const consumed = part('payments', 'process order.placed', { kind: 'CONSUMER' }, [
    query('payments', 'SELECT receipts'),
  ]);
  return part(
    'orders',
    'POST /orders',
    {
      kind: 'SERVER',
      attributes: { 'http.route': '/orders', 'http.response.status_code': 201 },
    },
    [
      part('orders', 'OrdersController.place', {}, [
        part('orders', 'OrdersService.place', { attributes: { 'order.item_count': 2 } }, [
          query('orders', 'SELECT orders'),
          part('orders', 'GET', { kind: 'CLIENT' }, [users]),
          part('orders', 'POST', { kind: 'CLIENT' }, [payments]),
          part('orders', 'transaction', {}, [
            query('orders', 'INSERT orders'),
            query('orders', 'INSERT order_items'),
          ]),
          part('orders', 'send order.placed', { kind: 'PRODUCER' }, [consumed]),
        ]),
      ]),
    ],
  );
}

/** Plans the spans of a part, each child 1 ms after the one before it. */
export function planned(root: Part, start = 0): PlannedSpan {
  const at = [start, start + 100] as const;
  const children = root.children.map((child, index) => planned(child, start + index));
  return { ...root, at, children };
}

/** Returns the pattern that expects a part as it is. */
export function expectedOf({
  service,
  name,
  kind,
  attributes,
  children,
  expected,
}: Part): SpanPattern {
  return span(name, {
    service,
    ...(kind && { kind }),
    ...(attributes && { attributes }),
    ...expected,
    children: children.map((child): ChildPattern => expectedOf(child)),
  });
}

/** Returns a copy in which the part of this name is replaced by what `change` makes of it. */
export function changed(root: Part, name: string, change: (part: Part) => readonly Part[]): Part {
  const children = root.children.flatMap((child) =>
    child.name === name ? change(child) : [changed(child, name, change)],
  );
  return { ...root, children };
}
