import { ConflictException, NotFoundException } from '@nestjs/common';

export class UserNotFoundError extends NotFoundException {
  constructor(readonly userId: string) {
    super(`Expected the id of a user, got ${userId}.`, { errorCode: 'USER_NOT_FOUND' });
  }
}

export class EmailTakenError extends ConflictException {
  constructor(options: { cause: unknown }) {
    super('Expected an e-mail address of no other user, got one that is taken.', {
      ...options,
      errorCode: 'EMAIL_TAKEN',
    });
  }
}
