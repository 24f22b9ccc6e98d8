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

/** The SQLSTATE of a lock timeout: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const LOCK_NOT_AVAILABLE = '55P03';

const LOCK_AND_FIND = `
  SELECT id, idempotency_key AS "idempotencyKey", fingerprint, user_id AS "userId",
    total_cents AS "totalCents", currency, payment_id AS "paymentId", status,
    created_at AS "createdAt"
  FROM order_of_key($1) AS orders`;

/** An order and its items, in the order in which they were ordered. */
export interface PlacedOrder {
  readonly order: Order;
  readonly items: readonly Item[];
}

@Injectable()
export class OrdersRepository {
  readonly #logger = new Logger(OrdersRepository.name);

  constructor(private readonly database: DataSource) {}

  /**
   * Locks the key, runs `work`, then unlocks the key, so that no other request works with it meanwhile.
   * `work` gets the order that was placed with the key before, if any, and the connection that has the
   * lock. It must use that connection alone: all others may be in use by requests that wait for a lock.
   * @throws {IdempotencyKeyInUseError} when another request has not unlocked the key within 15 s.
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
      // The query that unlocks the key is housekeeping, so it is left out of the trace.
      await context.with(ROOT_CONTEXT, () => this.#release(runner));
    }
  }

  /** Stores the order, its items and its `order.placed` event in one transaction. */
  async insert(connection: EntityManager, order: Order, items: readonly Item[]): Promise<void> {
    const event = toOutboxEvent(order);
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
      this.#logger.warn(
        `Could not unlock an Idempotency-Key, so its database connection is closed: ${String(error)}`,
      );
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

/** Ends the session of the connection, which releases its locks; the pool replaces a connection that has ended. */
async function endSession(runner: QueryRunner): Promise<void> {
  const connection = (await runner.connect()) as { end(): Promise<void> };
  await connection.end();
}

function toOutboxEvent({ id, userId, totalCents, currency, createdAt }: Order): OutboxEvent {
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
