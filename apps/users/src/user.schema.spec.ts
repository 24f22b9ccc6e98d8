import { describe, expect, it } from '@jest/globals';
import { createUser } from './user.schema.js';

describe('createUser', () => {
  it('compares e-mail addresses without case, and trims the name', () => {
    expect(createUser.parse({ name: ' Ada ', email: 'Ada@Example.com' })).toEqual({
      name: 'Ada',
      email: 'ada@example.com',
    });
  });

  it('leaves out what a client may not set', () => {
    const user = { name: 'Ada', email: 'ada@example.com' };

    expect(createUser.parse({ ...user, loyaltyPoints: 1_000 })).toEqual(user);
  });

  it.each(['', ' ', 'a\u0000b', 'a'.repeat(201)])('refuses the name %j', (name) => {
    expect(createUser.safeParse({ name, email: 'ada@example.com' }).success).toBe(false);
  });
});
