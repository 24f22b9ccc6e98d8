import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { CardGatewayClient } from './card-gateway.client.js';
import { type Payment, PaymentsRepository } from './payments.repository.js';

/** Settles what a killed process left behind, beside the start, which does not wait for it. */
@Injectable()
export class UnsettledPayments implements OnApplicationBootstrap {
  readonly #logger = new Logger(UnsettledPayments.name);

  constructor(
    private readonly payments: PaymentsRepository,
    private readonly gateway: CardGatewayClient,
  ) {}

  onApplicationBootstrap(): void {
    void this.settleAll();
  }

  /** Never rejects: what cannot be settled now is left for the next request or start. */
  async settleAll(): Promise<void> {
    try {
      for (const payment of await this.payments.findUnsettled()) await this.#settle(payment);
    } catch (error) {
      this.#logger.warn(`Left payments unsettled: ${String(error)}`);
    }
  }

  async #settle({ id, status, idempotencyKey }: Payment): Promise<void> {
    const outcome = await this.gateway.find(idempotencyKey);
    if (!outcome && status === 'failed') return;
    await this.payments.settle(id, outcome ?? { status: 'failed' });
    this.#logger.log(`Settled payment ${id}: ${outcome?.status ?? 'failed'}`);
  }
}
