import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { type Failures, callWithTimeout } from '@traced/service-defaults';
import { z } from 'zod';
import type { Environment } from './payments.config.js';
import { PaymentGatewayTimeoutError, PaymentGatewayUnavailableError } from './payments.errors.js';

const outcome = z.discriminatedUnion('status', [
  z.object({ status: z.literal('succeeded') }),
  z
    .object({ status: z.literal('declined'), decline_code: z.string() })
    .transform(({ status, decline_code: declineCode }) => ({ status, declineCode })),
]);

/** The outcome of a charge that the gateway has decided on. */
export type Outcome = z.infer<typeof outcome>;

export interface Charge {
  readonly amountCents: number;
  readonly currency: string;
  readonly token: string;
}

const FAILURES: Failures = {
  timeout: (timeoutMillis) => new PaymentGatewayTimeoutError(timeoutMillis),
  unavailable: (options) => new PaymentGatewayUnavailableError(options),
};

@Injectable()
export class CardGatewayClient {
  readonly #url: string;
  readonly #timeoutMillis: number;

  constructor(config: ConfigService<Environment, true>) {
    this.#url = config.get('CARD_GATEWAY_URL', { infer: true });
    this.#timeoutMillis = config.get('CARD_GATEWAY_TIMEOUT_MILLIS', { infer: true });
  }

  /**
   * Charges the card, at most once for each key. When no answer comes in time, asks the gateway once for the outcome.
   * @throws {PaymentGatewayTimeoutError} when the gateway knows of no outcome then.
   * @throws {PaymentGatewayUnavailableError} when the gateway gives no answer that can be used.
   */
  async charge(key: string, charge: Charge): Promise<Outcome> {
    try {
      return await this.#requestCharge(key, charge);
    } catch (error) {
      if (!(error instanceof PaymentGatewayTimeoutError)) throw error;
      const found = await this.find(key).catch(() => undefined);
      if (!found) throw error;
      return found;
    }
  }

  /** Asks for the outcome of the charge with this key, `undefined` when nothing was charged with it. */
  async find(key: string): Promise<Outcome | undefined> {
    const [found] = await this.#request(
      z.array(outcome),
      `/charges?key=${encodeURIComponent(key)}`,
    );
    return found;
  }

  #requestCharge(key: string, { amountCents, currency, token }: Charge): Promise<Outcome> {
    return this.#request(outcome, '/charges', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify({ amount_cents: amountCents, currency, token }),
    });
  }

  #request<T>(answer: z.ZodType<T>, path: string, init: RequestInit = {}): Promise<T> {
    return callWithTimeout(this.#timeoutMillis, FAILURES, async (signal) => {
      const response = await fetch(new URL(path, this.#url), { ...init, signal });
      return answer.parse(await response.json());
    });
  }
}
