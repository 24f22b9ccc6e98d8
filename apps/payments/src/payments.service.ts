import { Injectable, Logger } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { SpanAttribute, Traced } from '@traced/nest';
import { IdempotencyKeyReusedError, fingerprint } from '@traced/service-defaults';
import { cardBrand } from './card-brand.js';
import { CardGatewayClient, type Outcome } from './card-gateway.client.js';
import type { CreatePayment, PaymentView } from './payment.schema.js';
import { PaymentDeclinedError, PaymentNotFoundError } from './payments.errors.js';
import { type Payment, PaymentsRepository, RECENT_LIMIT } from './payments.repository.js';

@Injectable()
export class PaymentsService {
  readonly #logger = new Logger(PaymentsService.name);

  constructor(
    private readonly payments: PaymentsRepository,
    private readonly gateway: CardGatewayClient,
  ) {}

  /**
   * Charges the card, at most once for each key. A payment without an outcome, after a kill for example, is charged
   * again with its key; one that has an outcome is answered without a charge.
   * @throws {IdempotencyKeyReusedError} when the key was used with another body.
   * @throws {PaymentDeclinedError} when the card is declined.
   */
  @Traced()
  async charge(key: string, request: CreatePayment): Promise<PaymentView> {
    const payment = await this.payments.open(key, request);
    if (payment.fingerprint !== fingerprint(request)) throw new IdempotencyKeyReusedError();

    const outcome = settledOutcome(payment) ?? (await this.#settle(payment, request.card.token));
    if (outcome.status === 'declined') throw new PaymentDeclinedError(outcome.declineCode);
    return toView({ ...payment, status: outcome.status });
  }

  @Traced()
  async findOne(@SpanAttribute('payment.id') id: string): Promise<PaymentView> {
    const payment = await this.payments.find(id);
    if (!payment) throw new PaymentNotFoundError(id);
    return toView(payment);
  }

  async #settle(payment: Payment, token: string): Promise<Outcome> {
    this.validateCard(token);
    await this.checkFraud(payment.userId);
    const outcome = await this.chargeCard(payment, token).catch(async (error: unknown) => {
      await this.payments.settle(payment.id, { status: 'failed' });
      throw error;
    });
    await this.payments.settle(payment.id, outcome);
    if (outcome.status === 'succeeded') this.sendReceipt(payment);
    return outcome;
  }

  // TypeScript decorates no #private method, so the traced steps of a payment are `private`.
  @Traced('validateCard')
  private validateCard(token: string): void {
    trace.getActiveSpan()?.setAttribute('card.brand', cardBrand(token));
  }

  @Traced('checkFraud')
  private async checkFraud(userId: string): Promise<void> {
    const recent = await this.payments.countRecent(userId);
    const score = recent / RECENT_LIMIT;
    const span = trace.getActiveSpan();
    span?.setAttribute('fraud.score', score);
    span?.addEvent('fraud.reviewed', { 'fraud.score': score, 'fraud.recent_payments': recent });
  }

  @Traced('chargeCard')
  private async chargeCard(
    @SpanAttribute('payment.amount_cents', ({ amountCents }: Payment) => amountCents)
    @SpanAttribute('payment.currency', ({ currency }: Payment) => currency)
    payment: Payment,
    token: string,
  ): Promise<Outcome> {
    const outcome = await this.gateway.charge(payment.idempotencyKey, { ...payment, token });
    if (outcome.status === 'declined') {
      trace.getActiveSpan()?.setAttribute('payment.decline_code', outcome.declineCode);
    }
    return outcome;
  }

  @Traced('sendReceipt')
  private sendReceipt({ id }: Payment): void {
    this.#logger.debug(`Receipt of payment ${id} sent`);
  }
}

function settledOutcome({ status, declineCode }: Payment): Outcome | undefined {
  if (status === 'succeeded') return { status };
  if (status === 'declined' && declineCode !== null) return { status, declineCode };
  return undefined;
}

function toView(payment: PaymentView): PaymentView {
  const { id, userId, amountCents, currency, status, declineCode, createdAt } = payment;
  return { id, userId, amountCents, currency, status, declineCode, createdAt };
}
