import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectTracedPool } from '@traced/nest/pg';
import { fingerprint } from '@traced/service-defaults';
import type { Pool } from 'pg';
import type { Outcome } from './card-gateway.client.js';
import type { CreatePayment, PaymentView } from './payment.schema.js';

/** A payment as it is stored. */
export interface Payment extends PaymentView {
  readonly idempotencyKey: string;
  readonly fingerprint: string;
}

const PAYMENT = `
  id, idempotency_key AS "idempotencyKey", fingerprint, user_id AS "userId",
  amount_cents AS "amountCents", currency, status, decline_code AS "declineCode",
  created_at AS "createdAt"`;

/** The update changes nothing: DO NOTHING would return no row for a key that has a payment already. */
const OPEN = `
  INSERT INTO payments (id, idempotency_key, fingerprint, user_id, amount_cents, currency, status)
  VALUES ($1, $2, $3, $4, $5, $6, 'pending')
  ON CONFLICT (idempotency_key) DO UPDATE SET idempotency_key = EXCLUDED.idempotency_key
  RETURNING ${PAYMENT}`;

/** The condition makes an outcome final: a slower attempt with the same key does not overwrite it. */
const SETTLE = `
  UPDATE payments SET status = $2, decline_code = $3
  WHERE id = $1 AND status IN ('pending', 'failed')`;

const FIND = `SELECT ${PAYMENT} FROM payments WHERE id = $1`;

const UNSETTLED_LIMIT = 1_000;
const FIND_UNSETTLED = `
  SELECT ${PAYMENT} FROM payments
  WHERE status = 'pending' OR (status = 'failed' AND created_at > now() - interval '1 day')
  ORDER BY created_at DESC LIMIT ${UNSETTLED_LIMIT}`;

export const RECENT_LIMIT = 20;
const FIND_RECENT = `
  SELECT id FROM payments
  WHERE user_id = $1 AND created_at > now() - interval '1 hour' LIMIT ${RECENT_LIMIT}`;

@Injectable()
export class PaymentsRepository {
  constructor(@InjectTracedPool() private readonly pool: Pool) {}

  /** Returns the payment of this key: a new one, or the one that an earlier request opened. */
  async open(key: string, request: CreatePayment): Promise<Payment> {
    const { userId, amountCents, currency } = request;
    const values = [randomUUID(), key, fingerprint(request), userId, amountCents, currency];
    const { rows } = await this.pool.query<Payment>(OPEN, values);
    return rows[0] as Payment;
  }

  /** Stores the outcome of a payment, unless it has one already. */
  async settle(id: string, outcome: Outcome | { readonly status: 'failed' }): Promise<void> {
    const declineCode = outcome.status === 'declined' ? outcome.declineCode : null;
    await this.pool.query(SETTLE, [id, outcome.status, declineCode]);
  }

  async find(id: string): Promise<Payment | undefined> {
    const { rows } = await this.pool.query<Payment>(FIND, [id]);
    return rows[0];
  }

  /**
   * Finds payments whose outcome is unknown, after a kill for example, newest first, at most 1000. A failed payment of
   * the last day is one of them: it may have been charged.
   */
  async findUnsettled(): Promise<Payment[]> {
    const { rows } = await this.pool.query<Payment>(FIND_UNSETTLED);
    return rows;
  }

  /** Counts the payments that the user began within the last hour, at most {@link RECENT_LIMIT}. */
  async countRecent(userId: string): Promise<number> {
    const { rows } = await this.pool.query(FIND_RECENT, [userId]);
    return rows.length;
  }
}
