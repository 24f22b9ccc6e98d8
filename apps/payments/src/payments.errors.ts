import {
  BadGatewayException,
  GatewayTimeoutException,
  HttpException,
  HttpStatus,
  NotFoundException,
} from '@nestjs/common';

/** Answers 404 to a request for a payment that does not exist. */
export class PaymentNotFoundError extends NotFoundException {
  constructor(readonly paymentId: string) {
    super(`Expected the id of a payment, got ${paymentId}.`, { errorCode: 'PAYMENT_NOT_FOUND' });
  }
}

/** Answers 402 when the card was declined. */
export class PaymentDeclinedError extends HttpException {
  constructor(readonly declineCode: string) {
    super(
      `Expected the card to be accepted, but it was declined: ${declineCode}.`,
      HttpStatus.PAYMENT_REQUIRED,
      {
        errorCode: 'PAYMENT_DECLINED',
      },
    );
  }
}

/** Answers 502 when the card gateway gave no answer, or none that can be used; `cause` is the reason. */
export class PaymentGatewayUnavailableError extends BadGatewayException {
  constructor(options: { cause: unknown }) {
    super('Expected a usable answer from the card gateway, got none.', {
      ...options,
      errorCode: 'PAYMENT_GATEWAY_UNAVAILABLE',
    });
  }
}

/** Answers 504 when the answer of the card gateway was not complete in time. */
export class PaymentGatewayTimeoutError extends GatewayTimeoutException {
  constructor(readonly timeoutMillis: number) {
    super(`Expected an answer from the card gateway within ${timeoutMillis} ms, got none.`, {
      errorCode: 'PAYMENT_GATEWAY_TIMEOUT',
    });
  }
}
