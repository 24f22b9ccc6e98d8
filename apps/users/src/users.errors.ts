import { ConflictException, NotFoundException } from '@nestjs/common';

/** Answers 404 to a request for a user that does not exist. */
export class UserNotFoundError extends NotFoundException {
  constructor(readonly userId: string) {
    super(`Expected the id of a user, got ${userId}.`, { errorCode: 'USER_NOT_FOUND' });
  }
}

/** Answers 409 to a new user whose e-mail address another user has; `cause` is the failed query. */
export class EmailTakenError extends ConflictException {
  constructor(options: { cause: unknown }) {
    super('Expected an e-mail address that no other user has, got one that is taken.', {
      ...options,
      errorCode: 'EMAIL_TAKEN',
    });
  }
}
