import type { IncomingMessage } from 'node:http';
import {
  Body,
  Controller,
  type ExecutionContext,
  Get,
  Param,
  Post,
  createParamDecorator,
} from '@nestjs/common';
import {
  type CreatePayment,
  type CreatePaymentHeaders,
  type PaymentView,
  createPayment,
  createPaymentHeaders,
  paymentId,
} from './payment.schema.js';
import { PaymentsService } from './payments.service.js';

/** Nest's own `@Headers()` takes no schema. */
const ValidHeaders = createParamDecorator(
  (_, context: ExecutionContext) => context.switchToHttp().getRequest<IncomingMessage>().headers,
);

@Controller('payments')
export class PaymentsController {
  constructor(private readonly payments: PaymentsService) {}

  @Post()
  create(
    @ValidHeaders({ schema: createPaymentHeaders }) headers: CreatePaymentHeaders,
    @Body({ schema: createPayment }) payment: CreatePayment,
  ): Promise<PaymentView> {
    return this.payments.charge(headers['idempotency-key'], payment);
  }

  @Get(':id')
  findOne(@Param('id', { schema: paymentId }) id: string): Promise<PaymentView> {
    return this.payments.findOne(id);
  }
}
