import { z } from 'zod';

const MAX_TOTAL_CENTS = 100_000_000;
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

const item = z.object({
  sku: z.string().regex(/^[\w.:-]{1,64}$/, 'Expected 1 to 64 letters, digits or . : _ -'),
  quantity: z.int().min(1).max(1_000),
  unitPriceCents: z.int().min(0).max(MAX_TOTAL_CENTS),
});

export const placeOrder = z.object({
  userId: z.uuid(),
  currency: z.string().refine((code) => CURRENCIES.has(code), 'Expected an ISO 4217 code'),
  items: z
    .array(item)
    .min(1)
    .max(100)
    .refine(
      (items) => totalCents(items) >= 1 && totalCents(items) <= MAX_TOTAL_CENTS,
      `Expected a total of 1 to ${MAX_TOTAL_CENTS} cents`,
    ),
  card: z.object({
    token: z.string().regex(/^\w{1,255}$/, 'Expected 1 to 255 letters, digits or _'),
  }),
});

export type PlaceOrder = z.infer<typeof placeOrder>;
export type Item = z.infer<typeof item>;

export const orderId = z.uuid();
export const ordersQuery = z.object({ userId: z.uuid() });
export type OrdersQuery = z.infer<typeof ordersQuery>;

export interface OrderView {
  readonly id: string;
  readonly userId: string;
  readonly items: readonly Item[];
  readonly totalCents: number;
  readonly currency: string;
  readonly paymentId: string;
  readonly status: string;
  readonly createdAt: Date;
}

export function totalCents(items: readonly Item[]): number {
  return items.reduce(
    (total, { quantity, unitPriceCents }) => total + quantity * unitPriceCents,
    0,
  );
}
