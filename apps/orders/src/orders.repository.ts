import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { ROOT_CONTEXT, context, propagation } from '@opentelemetry/api';
import {
  DataSource,
  type EntityManager,
  type FindOptionsWhere,
  In,
  QueryFailedError,
  type QueryRunner,
} from 'typeorm';
import { Order, OrderItem, OutboxEvent } from './order.entity.js';
import type { Item } from './order.schema.js';
import { IdempotencyKeyInUseError } from './orders.errors.js';

const LIST_LIMIT = 100;

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const LOCK_NOT_AVAILABLE = '55P03';

const LOCK_AND_FIND = `
  SELECT id, idempotency_key AS "idempotencyKey", fingerprint, user_id AS "userId",
    total_cents AS "totalCents", currency, payment_id AS "paymentId", status,
    created_at AS "createdAt"
  FROM order_of_key($1) AS orders`;

export interface PlacedOrder {
  readonly order: Order;
  readonly items: readonly Item[];
}

@Injectable()
export class OrdersRepository {
  readonly #logger = new Logger(OrdersRepository.name);

  constructor(private readonly database: DataSource) {}

  /**
   * Runs `work` while nobody else works with the key. It gets the order that was placed with the key
   * before, if any, and the connection that holds the key: a second one might never be free.
   */
  async holdKey<T>(
    key: string,
    work: (first: Order | undefined, connection: EntityManager) => Promise<T>,
  ): Promise<T> {
    const runner = this.database.createQueryRunner();
    try {
      const first = await lockAndFind(runner, key);
      return await work(first, runner.manager);
    } finally {
      // Housekeeping, not part of the story that the trace tells.
      await context.with(ROOT_CONTEXT, () => this.#release(runner));
    }
  }

  /** Stores the order, its items and the event that tells of it, all or nothing. */
  async insert(connection: EntityManager, order: Order, items: readonly Item[]): Promise<void> {
    const event = orderPlaced(order);
    await connection.transaction(async (transaction) => {
      await transaction.insert(Order, order);
      await transaction.insert(
        OrderItem,
        items.map((item, position) => ({ ...item, orderId: order.id, position })),
      );
      await transaction.insert(OutboxEvent, event);
    });
  }

  async find(where: FindOptionsWhere<Order>): Promise<PlacedOrder[]> {
    const orders = await this.database.manager.find(Order, {
      where,
      order: { createdAt: 'DESC' },
      take: LIST_LIMIT,
    });
    if (orders.length === 0) return [];
    const items = await this.database.manager.find(OrderItem, {
      where: { orderId: In(orders.map(({ id }) => id)) },
      order: { position: 'ASC' },
    });
    const itemsOf = Map.groupBy(items, ({ orderId }) => orderId);
    return orders.map((order) => ({ order, items: itemsOf.get(order.id) ?? [] }));
  }

  async #release(runner: QueryRunner): Promise<void> {
    try {
      await runner.query('SELECT pg_advisory_unlock_all()');
    } catch (error) {
      this.#logger.warn(`Closing a connection that may still hold a key: ${String(error)}`);
      await endSession(runner);
    } finally {
      await runner.release();
    }
  }
}

async function lockAndFind(runner: QueryRunner, key: string): Promise<Order | undefined> {
  try {
    const [first] = await runner.manager.query<Order[]>(LOCK_AND_FIND, [key]);
    return first;
  } catch (cause) {
    throw isLockTimeout(cause) ? new IdempotencyKeyInUseError({ cause }) : cause;
  }
}

function isLockTimeout(error: unknown): boolean {
  return (
    error instanceof QueryFailedError &&
    'code' in error.driverError &&
    error.driverError.code === LOCK_NOT_AVAILABLE
  );
}

/** The pool drops a connection that has ended, and its locks end with it. */
async function endSession(runner: QueryRunner): Promise<void> {
  const connection = (await runner.connect()) as { end(): Promise<void> };
  await connection.end();
}

function orderPlaced({ id, userId, totalCents, currency, createdAt }: Order): OutboxEvent {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return {
    id: randomUUID(),
    type: 'order.placed',
    payload: { orderId: id, userId, totalCents, currency },
    traceparent: carrier.traceparent ?? null,
    createdAt,
  };
}
