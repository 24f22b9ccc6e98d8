import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { SpanAttribute, Traced } from '@traced/nest';
import { IdempotencyKeyReusedError, fingerprint } from '@traced/service-defaults';
import type { EntityManager } from 'typeorm';
import type { Order } from './order.entity.js';
import { type OrderView, type PlaceOrder, totalCents } from './order.schema.js';
import { OrderNotFoundError, UserUnknownError } from './orders.errors.js';
import { OrdersRepository, type PlacedOrder } from './orders.repository.js';
import { PaymentsClient } from './payments.client.js';
import { type User, UsersClient } from './users.client.js';

@Injectable()
export class OrdersService {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly users: UsersClient,
    private readonly payments: PaymentsClient,
  ) {}

  /**
   * Places an order, at most one for each key. A repeated request gets the answer of the first.
   * @throws {IdempotencyKeyReusedError} when the key was used with another body.
   * @throws {UserUnknownError} when the user does not exist.
   */
  @Traced()
  async place(
    key: string,
    @SpanAttribute('order.item_count', ({ items }: PlaceOrder) => items.length)
    @SpanAttribute('order.total_cents', ({ items }: PlaceOrder) => totalCents(items))
    request: PlaceOrder,
  ): Promise<OrderView> {
    const order = await this.orders.holdKey(key, async (first, connection) => {
      if (!first) return this.#placeFirst(connection, key, request);
      if (first.fingerprint !== fingerprint(request)) throw new IdempotencyKeyReusedError();
      return first;
    });
    trace.getActiveSpan()?.setAttribute('order.id', order.id);
    return toView({ order, items: request.items });
  }

  @Traced()
  async findOne(
    @SpanAttribute('order.id') id: string,
  ): Promise<OrderView & { readonly user: User | null }> {
    const [placed] = await this.orders.find({ id });
    if (!placed) throw new OrderNotFoundError(id);
    return { ...toView(placed), user: await this.users.find(placed.order.userId) };
  }

  @Traced()
  async findByUser(@SpanAttribute('user.id') userId: string): Promise<OrderView[]> {
    const orders = await this.orders.find({ userId });
    return orders.map(toView);
  }

  async #placeFirst(connection: EntityManager, key: string, request: PlaceOrder): Promise<Order> {
    const { userId, currency, items, card } = request;
    if (!(await this.users.find(userId))) throw new UserUnknownError(userId);

    const amountCents = totalCents(items);
    const payment = await this.payments.charge(key, { userId, amountCents, currency, card });

    const order: Order = {
      id: randomUUID(),
      idempotencyKey: key,
      fingerprint: fingerprint(request),
      userId,
      totalCents: amountCents,
      currency,
      paymentId: payment.id,
      status: 'placed',
      createdAt: new Date(),
    };
    await this.orders.insert(connection, order, items);
    return order;
  }
}

function toView({ order, items }: PlacedOrder): OrderView {
  const { id, userId, totalCents, currency, paymentId, status, createdAt } = order;
  return {
    id,
    userId,
    items: items.map(({ sku, quantity, unitPriceCents }) => ({ sku, quantity, unitPriceCents })),
    totalCents,
    currency,
    paymentId,
    status,
    createdAt,
  };
}
