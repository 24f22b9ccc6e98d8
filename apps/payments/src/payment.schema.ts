import { hash } from 'node:crypto';
import { z } from 'zod';

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

export const createPayment = z.object({
  userId: z.uuid(),
  amountCents: z.int().min(1).max(100_000_000),
  currency: z.string().refine((code) => CURRENCIES.has(code), 'Expected an ISO 4217 code'),
  card: z.object({
    token: z.string().regex(/^\w{1,255}$/, 'Expected 1 to 255 letters, digits or _'),
  }),
});
export type CreatePayment = z.infer<typeof createPayment>;

export const createPaymentHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'Expected 1 to 255 visible ASCII characters'),
});
export type CreatePaymentHeaders = z.infer<typeof createPaymentHeaders>;

export const paymentId = z.uuid();

export interface PaymentView {
  readonly id: string;
  readonly userId: string;
  readonly amountCents: number;
  readonly currency: string;
  readonly status: 'pending' | 'succeeded' | 'declined' | 'failed';
  readonly declineCode: string | null;
  readonly createdAt: Date;
}

/** Tells apart the bodies that come with one key. Zod writes their properties in its own order. */
export function fingerprint(payment: CreatePayment): string {
  return hash('sha256', JSON.stringify(payment));
}
