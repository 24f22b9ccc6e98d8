import { hash } from 'node:crypto';
import { ConflictException } from '@nestjs/common';

export class IdempotencyKeyReusedError extends ConflictException {
  constructor() {
    super('Expected the body that first came with this Idempotency-Key, got another one.', {
      errorCode: 'IDEMPOTENCY_KEY_REUSED',
    });
  }
}

/**
 * Tells apart the bodies that come with one key. `body` is what a Zod schema made of it: its
 * properties stand in the schema's order.
 */
export function fingerprint(body: object): string {
  return hash('sha256', JSON.stringify(body));
}
