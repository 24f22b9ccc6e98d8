import type { IncomingMessage } from 'node:http';
import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import { z } from 'zod';

const idempotencyKey = z
  .object({
    'idempotency-key': z
      .string()
      .regex(/^[\x21-\x7e]{1,255}$/, 'Expected 1 to 255 visible ASCII characters'),
  })
  .transform((headers) => headers['idempotency-key']);

// Nest's own @Headers() accepts no schema.
const ValidHeaders = createParamDecorator(
  (_, context: ExecutionContext) => context.switchToHttp().getRequest<IncomingMessage>().headers,
);

/**
 * Injects the header `Idempotency-Key` of a request, which has 1 to 255 visible ASCII characters. A request without a
 * valid one is answered with 400.
 *
 * @example
 * place(@IdempotencyKey() key: string, @Body({ schema: placeOrder }) order: PlaceOrder) {}
 */
export function IdempotencyKey(): ParameterDecorator {
  return ValidHeaders({ schema: idempotencyKey });
}
