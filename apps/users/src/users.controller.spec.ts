import { afterEach, describe, expect, it } from '@jest/globals';
import { type INestApplication, StandardSchemaValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { ProblemFilter, ValidationFailedError } from './problem.filter.js';
import { UsersController } from './users.controller.js';
import { UserNotFoundError } from './users.errors.js';
import { UsersService } from './users.service.js';

const ID = '0b0f4a5e-6f0e-4f6a-9f55-3c1d2a7b8c9d';

let app: INestApplication;

/** The controller over HTTP, on a service whose `findOne` throws `failure`. */
async function start(failure: Error): Promise<string> {
  const users = { findOne: () => Promise.reject(failure) };
  const module = await Test.createTestingModule({
    controllers: [UsersController],
    providers: [
      { provide: UsersService, useValue: users },
      { provide: APP_FILTER, useClass: ProblemFilter },
      {
        provide: APP_PIPE,
        useValue: new StandardSchemaValidationPipe({
          exceptionFactory: (issues) => new ValidationFailedError(issues),
        }),
      },
    ],
  }).compile();
  app = module.createNestApplication({ logger: false });
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

function post(url: string, body: string): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  return fetch(`${url}/users`, { method: 'POST', headers, body });
}

afterEach(() => app.close());

describe('UsersController', () => {
  it('answers a body with errors with what is wrong, and where', async () => {
    const url = await start(new Error());

    const response = await post(url, JSON.stringify({ name: '', email: 'ada' }));

    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'Expected a valid request, got one with errors.',
      code: 'VALIDATION_FAILED',
      errors: [
        { path: 'name', message: 'Expected 1 to 200 printable characters' },
        { path: 'email', message: 'Invalid email address' },
      ],
    });
  });

  it.each([
    ['a body that is no JSON', '{', 400, 'VALIDATION_FAILED'],
    ['a body that is too large', JSON.stringify('x'.repeat(200_000)), 413, 'BODY_TOO_LARGE'],
  ])('answers %s with a problem', async (_, body, status, code) => {
    const url = await start(new Error());

    const response = await post(url, body);

    expect(await response.json()).toMatchObject({ status, code });
  });

  it.each([
    ['/users/42', 400, 'VALIDATION_FAILED'],
    [`/users/${ID}`, 404, 'USER_NOT_FOUND'],
    ['/nowhere', 404, 'ROUTE_NOT_FOUND'],
  ])('answers GET %s with %i %s', async (path, status, code) => {
    const url = await start(new UserNotFoundError(ID));

    const response = await fetch(`${url}${path}`);

    expect(await response.json()).toMatchObject({ status, code });
  });

  it('keeps the message of an internal error to itself', async () => {
    const url = await start(new Error('password of the database'));

    const response = await fetch(`${url}/users/${ID}`);

    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: 'Expected no failure, got one of our own.',
      code: 'INTERNAL_ERROR',
    });
  });
});
