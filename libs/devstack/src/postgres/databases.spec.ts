import { describe, expect, it } from '@jest/globals';
import { createDatabases, databaseUrl } from './databases.js';

describe('databaseUrl', () => {
  it('has the credentials and the parameters of the server', () => {
    const url = 'postgresql://app:s%40crt@db.example:5433/postgres?sslmode=require';
    expect(databaseUrl(url, 'orders')).toBe(
      'postgresql://app:s%40crt@db.example:5433/orders?sslmode=require',
    );
  });

  it('takes a URL without a database', () => {
    expect(databaseUrl('postgres://localhost', 'users')).toBe('postgres://localhost/users');
  });
});

describe('createDatabases', () => {
  it('names the host, never the password, when nobody answers', async () => {
    const creating = createDatabases('postgresql://app:secret@127.0.0.1:1/postgres', ['orders']);
    await expect(creating).rejects.toThrow(
      expect.objectContaining({
        code: 'DEVSTACK_DATABASE_SERVER',
        message: expect.stringMatching(/^(?!.*secret).*127\.0\.0\.1:1.*ECONNREFUSED/),
      }),
    );
  });
});
