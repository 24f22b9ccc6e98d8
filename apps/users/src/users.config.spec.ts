import { describe, expect, it } from '@jest/globals';
import { environment } from './users.config.js';

const DATABASE_URL = 'postgres://users@localhost:5432/users';

describe('environment', () => {
  it('listens on loopback by default', () => {
    expect(environment.parse({ DATABASE_URL })).toEqual({
      HOST: '127.0.0.1',
      PORT: 3001,
      DATABASE_URL,
    });
  });

  it.each([
    ['DATABASE_URL', undefined],
    ['DATABASE_URL', 'mysql://users@localhost/users'],
    ['PORT', ''],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['HOST', ''],
  ])('names %s when it is %p', (name, value) => {
    const { error } = environment.safeParse({ DATABASE_URL, [name]: value });

    expect(error?.issues).toEqual([
      expect.objectContaining({ path: [name], message: expect.stringMatching(/^expected /) }),
    ]);
  });
});
