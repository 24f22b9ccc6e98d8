import {
  BadGatewayException,
  GatewayTimeoutException,
  HttpException,
  HttpStatus,
  NotFoundException,
} from '@nestjs/common';

export class PaymentNotFoundError extends NotFoundException {
  constructor(readonly paymentId: string) {
    super(`Expected the id of a payment, got ${paymentId}.`, { errorCode: 'PAYMENT_NOT_FOUND' });
  }
}

export class PaymentDeclinedError extends HttpException {
  constructor(readonly declineCode: string) {
    super(
      `Expected the card to be accepted, it was declined: ${declineCode}.`,
      HttpStatus.PAYMENT_REQUIRED,
      {
        errorCode: 'PAYMENT_DECLINED',
      },
    );
  }
}

export class PaymentGatewayUnavailableError extends BadGatewayException {
  constructor(options: { cause: unknown }) {
    super('Expected an answer of the card gateway, got none that can be used.', {
      ...options,
      errorCode: 'PAYMENT_GATEWAY_UNAVAILABLE',
    });
  }
}

export class PaymentGatewayTimeoutError extends GatewayTimeoutException {
  constructor(readonly timeoutMillis: number) {
    super(`Expected an answer of the card gateway within ${timeoutMillis} ms, got none.`, {
      errorCode: 'PAYMENT_GATEWAY_TIMEOUT',
    });
  }
}
