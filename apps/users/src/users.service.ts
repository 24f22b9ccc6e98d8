import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { SpanAttribute, Traced } from '@traced/nest';
import { QueryFailedError, Repository } from 'typeorm';
import { User } from './user.entity.js';
import type { CreateUser, UserView } from './user.schema.js';
import { EmailTakenError, UserNotFoundError } from './users.errors.js';

const LIST_LIMIT = 100;

/** The SQLSTATE of a violated UNIQUE constraint: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = '23505';

@Injectable()
export class UsersService {
  constructor(@InjectRepository(User) private readonly users: Repository<User>) {}

  @Traced()
  async create({ name, email }: CreateUser): Promise<UserView> {
    const user = { id: randomUUID(), name, email, loyaltyPoints: 0 };
    await this.users.insert(user).catch((cause: unknown) => {
      throw isUniqueViolation(cause) ? new EmailTakenError({ cause }) : cause;
    });
    return toView(user);
  }

  @Traced()
  async findOne(@SpanAttribute('user.id') id: string): Promise<UserView> {
    const user = await this.users.findOneBy({ id });
    if (!user) throw new UserNotFoundError(id);
    return toView(user);
  }

  @Traced()
  async findAll(): Promise<UserView[]> {
    const users = await this.users.find({ order: { createdAt: 'DESC' }, take: LIST_LIMIT });
    return users.map(toView);
  }
}

function toView({ id, name, email, loyaltyPoints }: UserView): UserView {
  return { id, name, email, loyaltyPoints };
}

function isUniqueViolation(error: unknown): boolean {
  return (
    error instanceof QueryFailedError &&
    'code' in error.driverError &&
    error.driverError.code === UNIQUE_VIOLATION
  );
}
