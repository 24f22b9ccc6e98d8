import { BadRequestException, StandardSchemaValidationPipe } from '@nestjs/common';

interface Issue {
  readonly path?: readonly unknown[] | undefined;
  readonly message: string;
}

export class ValidationFailedError extends BadRequestException {
  constructor(readonly issues: readonly Issue[]) {
    super('Expected a valid request, got one with errors.');
  }
}

/** Parses each parameter that has a schema, also those of decorators such as `@IdempotencyKey()`. */
export const validationPipe = new StandardSchemaValidationPipe({
  validateCustomDecorators: true,
  exceptionFactory: (issues) => new ValidationFailedError(issues),
});
