import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { z } from 'zod';
import { callUpstream } from './call-upstream.js';
import type { Environment } from './orders.config.js';
import { PaymentRefusedError } from './orders.errors.js';

const payment = z.object({ id: z.uuid() });

const refusal = z.object({
  status: z.int(),
  detail: z.string(),
  code: z.enum([
    'PAYMENT_DECLINED',
    'PAYMENT_GATEWAY_UNAVAILABLE',
    'PAYMENT_GATEWAY_TIMEOUT',
    'IDEMPOTENCY_KEY_REUSED',
  ]),
});

export interface Charge {
  readonly userId: string;
  readonly amountCents: number;
  readonly currency: string;
  readonly card: { readonly token: string };
}

@Injectable()
export class PaymentsClient {
  readonly #url: string;
  readonly #timeoutMillis: number;

  constructor(config: ConfigService<Environment, true>) {
    this.#url = config.get('PAYMENTS_URL', { infer: true });
    this.#timeoutMillis = config.get('PAYMENTS_TIMEOUT_MILLIS', { infer: true });
  }

  /**
   * Charges the card, at most once for each key.
   * @throws {PaymentRefusedError} when payments refuses the charge.
   */
  charge(key: string, charge: Charge): Promise<z.infer<typeof payment>> {
    return callUpstream('payments', this.#timeoutMillis, async (signal) => {
      const response = await fetch(new URL('/payments', this.#url), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
        body: JSON.stringify(charge),
        signal,
      });
      const body: unknown = await response.json();
      if (!response.ok) throw new PaymentRefusedError(refusal.parse(body));
      return payment.parse(body);
    });
  }

  ping(): Promise<unknown> {
    return callUpstream('payments', this.#timeoutMillis, async (signal) => {
      const response = await fetch(new URL('/ping', this.#url), { signal });
      return response.json();
    });
  }
}
