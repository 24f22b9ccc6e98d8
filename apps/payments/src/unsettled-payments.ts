import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { CardGatewayClient } from './card-gateway.client.js';
import { type Payment, PaymentsRepository } from './payments.repository.js';

/** Settles the payments that a killed process left without an outcome, in the background of the start. */
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

  /** Settles every payment without an outcome. Never rejects: the next request or start settles what is left. */
  async settleAll(): Promise<void> {
    try {
      for (const payment of await this.payments.findUnsettled()) await this.#settle(payment);
    } catch (error) {
      this.#logger.warn(
        `Could not settle all payments without an outcome, the next start tries again: ${String(error)}`,
      );
    }
  }

  async #settle({ id, status, idempotencyKey }: Payment): Promise<void> {
    const outcome = await this.gateway.find(idempotencyKey);
    if (!outcome && status === 'failed') return;
    await this.payments.settle(id, outcome ?? { status: 'failed' });
    this.#logger.log(`Settled payment ${id} as ${outcome?.status ?? 'failed'}`);
  }
}
