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
