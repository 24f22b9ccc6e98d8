import {
  BadGatewayException,
  ConflictException,
  GatewayTimeoutException,
  HttpException,
  NotFoundException,
  UnprocessableEntityException,
} from '@nestjs/common';

/** Answers 404 to a request for an order that does not exist. */
export class OrderNotFoundError extends NotFoundException {
  constructor(readonly orderId: string) {
    super(`Expected the id of an order, got ${orderId}.`, { errorCode: 'ORDER_NOT_FOUND' });
  }
}

/** Answers 422 to an order for a user that the users service does not know. */
export class UserUnknownError extends UnprocessableEntityException {
  constructor(readonly userId: string) {
    super(`Expected the id of a user, got ${userId}.`, { errorCode: 'USER_UNKNOWN' });
  }
}

/** Answers 409 to a request that has waited 15 s for an earlier request with its Idempotency-Key. */
export class IdempotencyKeyInUseError extends ConflictException {
  constructor(options: { cause: unknown }) {
    super('Expected the earlier request with this Idempotency-Key to end, but it still runs.', {
      ...options,
      errorCode: 'IDEMPOTENCY_KEY_IN_USE',
    });
  }
}

/** The refusal of the payments service, which the client gets with the status and the code that payments gave it. */
export class PaymentRefusedError extends HttpException {
  constructor({ detail, status, code }: { detail: string; status: number; code: string }) {
    super(detail, status, { errorCode: code });
  }
}

export type Upstream = 'orders' | 'users' | 'payments';

/** Answers 502 when another service gave no answer, or none that can be used; `cause` is the reason. */
export class UpstreamUnavailableError extends BadGatewayException {
  constructor(
    readonly upstream: Upstream,
    options: { cause: unknown },
  ) {
    super(`Expected a usable answer from ${upstream}, got none.`, {
      ...options,
      errorCode: `${upstream.toUpperCase()}_UNAVAILABLE`,
    });
  }
}

/** Answers 504 when the answer of another service was not complete in time. */
export class UpstreamTimeoutError extends GatewayTimeoutException {
  constructor(
    readonly upstream: Upstream,
    readonly timeoutMillis: number,
  ) {
    super(`Expected an answer from ${upstream} within ${timeoutMillis} ms, got none.`, {
      errorCode: `${upstream.toUpperCase()}_TIMEOUT`,
    });
  }
}
