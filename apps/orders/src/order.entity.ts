import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('orders')
export class Order {
  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('text', { name: 'idempotency_key' })
  readonly idempotencyKey!: string;

  @Column('text')
  readonly fingerprint!: string;

  @Column('uuid', { name: 'user_id' })
  readonly userId!: string;

  @Column('integer', { name: 'total_cents' })
  readonly totalCents!: number;

  @Column('text')
  readonly currency!: string;

  @Column('uuid', { name: 'payment_id' })
  readonly paymentId!: string;

  @Column('text')
  readonly status!: 'placed';

  @Column('timestamptz', { name: 'created_at' })
  readonly createdAt!: Date;
}

@Entity('order_items')
export class OrderItem {
  @PrimaryColumn('uuid', { name: 'order_id' })
  readonly orderId!: string;

  @PrimaryColumn('integer')
  readonly position!: number;

  @Column('text')
  readonly sku!: string;

  @Column('integer')
  readonly quantity!: number;

  @Column('integer', { name: 'unit_price_cents' })
  readonly unitPriceCents!: number;
}

/** An event about an order. It is stored in the same transaction as the order, to be published later. */
@Entity('outbox')
export class OutboxEvent {
  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('text')
  readonly type!: 'order.placed';

  @Column('jsonb')
  readonly payload!: object;

  /** The `traceparent` of the span in which the order was placed, `null` when it was not traced. */
  @Column('text', { nullable: true })
  readonly traceparent!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  readonly createdAt!: Date;
}
