import type { MigrationInterface, QueryRunner } from 'typeorm';

const CREATE_ORDERS = `
  CREATE TABLE orders (
    id uuid PRIMARY KEY,
    idempotency_key text NOT NULL UNIQUE,
    fingerprint text NOT NULL,
    user_id uuid NOT NULL,
    total_cents integer NOT NULL CHECK (total_cents > 0),
    currency text NOT NULL,
    payment_id uuid NOT NULL,
    status text NOT NULL,
    created_at timestamptz NOT NULL
  )`;

const CREATE_ORDER_ITEMS = `
  CREATE TABLE order_items (
    order_id uuid NOT NULL REFERENCES orders,
    position integer NOT NULL,
    sku text NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    unit_price_cents integer NOT NULL CHECK (unit_price_cents >= 0),
    PRIMARY KEY (order_id, position)
  )`;

const CREATE_OUTBOX = `
  CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    type text NOT NULL,
    payload jsonb NOT NULL,
    traceparent text,
    created_at timestamptz NOT NULL
  )`;

/**
 * Creates the function that waits until the session has the lock on a key, then reads the order of that
 * key. A plain statement would read a snapshot from before the wait, and miss an order that was placed
 * meanwhile. Each statement of a VOLATILE function takes a new snapshot:
 * https://www.postgresql.org/docs/current/xfunc-volatility.html
 *
 * The wait fails after 15 s, which is longer than an order takes with the default timeouts.
 */
const CREATE_ORDER_OF_KEY = `
  CREATE FUNCTION order_of_key(wanted text) RETURNS SETOF orders
  LANGUAGE plpgsql VOLATILE SET lock_timeout = '15s' AS $$
  BEGIN
    PERFORM pg_advisory_lock(hashtextextended(wanted, 0));
    RETURN QUERY SELECT * FROM orders WHERE idempotency_key = wanted;
  END
  $$`;

export class CreateOrders1795000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_ORDERS);
    await runner.query('CREATE INDEX orders_of_user ON orders (user_id, created_at)');
    await runner.query(CREATE_ORDER_ITEMS);
    await runner.query(CREATE_OUTBOX);
    await runner.query(CREATE_ORDER_OF_KEY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION order_of_key');
    await runner.query('DROP TABLE outbox, order_items, orders');
  }
}
