import {
  BadGatewayException,
  ConflictException,
  GatewayTimeoutException,
  HttpException,
  NotFoundException,
  UnprocessableEntityException,
} from '@nestjs/common';

export class OrderNotFoundError extends NotFoundException {
  constructor(readonly orderId: string) {
    super(`Expected the id of an order, got ${orderId}.`, { errorCode: 'ORDER_NOT_FOUND' });
  }
}

export class UserUnknownError extends UnprocessableEntityException {
  constructor(readonly userId: string) {
    super(`Expected the id of a user, got ${userId}.`, { errorCode: 'USER_UNKNOWN' });
  }
}

export class IdempotencyKeyInUseError extends ConflictException {
  constructor(options: { cause: unknown }) {
    super('Expected the first request with this Idempotency-Key to end, it still runs.', {
      ...options,
      errorCode: 'IDEMPOTENCY_KEY_IN_USE',
    });
  }
}

/** Payments' own refusal, passed on with its status and code. */
export class PaymentRefusedError extends HttpException {
  constructor({ detail, status, code }: { detail: string; status: number; code: string }) {
    super(detail, status, { errorCode: code });
  }
}

export type Upstream = 'orders' | 'users' | 'payments';

export class UpstreamUnavailableError extends BadGatewayException {
  constructor(
    readonly upstream: Upstream,
    options: { cause: unknown },
  ) {
    super(`Expected an answer of ${upstream}, got none that can be used.`, {
      ...options,
      errorCode: `${upstream.toUpperCase()}_UNAVAILABLE`,
    });
  }
}

export class UpstreamTimeoutError extends GatewayTimeoutException {
  constructor(
    readonly upstream: Upstream,
    readonly timeoutMillis: number,
  ) {
    super(`Expected an answer of ${upstream} within ${timeoutMillis} ms, got none.`, {
      errorCode: `${upstream.toUpperCase()}_TIMEOUT`,
    });
  }
}
