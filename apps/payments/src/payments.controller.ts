import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { IdempotencyKey } from '@traced/service-defaults';
import {
  type CreatePayment,
  type PaymentView,
  createPayment,
  paymentId,
} from './payment.schema.js';
import { PaymentsService } from './payments.service.js';

@Controller('payments')
export class PaymentsController {
  constructor(private readonly payments: PaymentsService) {}

  @Post()
  create(
    @IdempotencyKey() key: string,
    @Body({ schema: createPayment }) payment: CreatePayment,
  ): Promise<PaymentView> {
    return this.payments.charge(key, payment);
  }

  @Get(':id')
  findOne(@Param('id', { schema: paymentId }) id: string): Promise<PaymentView> {
    return this.payments.findOne(id);
  }
}
