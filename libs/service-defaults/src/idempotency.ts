import { hash } from 'node:crypto';
import { ConflictException } from '@nestjs/common';

/**
 * Thrown for a request that has the `Idempotency-Key` of an earlier one, but another body; it is answered with 409.
 */
export class IdempotencyKeyReusedError extends ConflictException {
  constructor() {
    super('Expected the body of the first request with this Idempotency-Key, got another one.', {
      errorCode: 'IDEMPOTENCY_KEY_REUSED',
    });
  }
}

/**
 * Returns the SHA-256 hash of a body, which differs for two bodies that come with one key. `body` has to be the output
 * of a Zod schema, which puts the properties in the order of the schema.
 */
export function fingerprint(body: object): string {
  return hash('sha256', JSON.stringify(body));
}
