import { BadRequestException, StandardSchemaValidationPipe } from '@nestjs/common';

interface Issue {
  readonly path?: readonly unknown[] | undefined;
  readonly message: string;
}

/** Thrown for a request whose parameters do not fit their schemas; it is answered with 400 and its `issues`. */
export class ValidationFailedError extends BadRequestException {
  constructor(readonly issues: readonly Issue[]) {
    super('Expected a valid request, got one with errors.', { errorCode: 'VALIDATION_FAILED' });
  }
}

/** The pipe that parses every parameter with a schema, including those of decorators such as `@IdempotencyKey()`. */
export const validationPipe = new StandardSchemaValidationPipe({
  validateCustomDecorators: true,
  exceptionFactory: (issues) => new ValidationFailedError(issues),
});
