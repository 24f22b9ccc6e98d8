import { describe, expect, it } from '@jest/globals';
import { type PlannedSpan, traceOf } from '../trace/trace.fixture.js';
import type { AttributeValue } from '../trace/span.js';
import { checkHealth } from './check-health.js';

const HEADER = 'eyJhbGciOiJIUzI1NiJ9';
const PAYLOAD = 'eyJzdWIiOiIxMjM0NTY3ODkwIn0';

function secretsIn(more: Partial<PlannedSpan>): string[] {
  const trace = traceOf({ service: 'orders', name: 'GET', at: [0, 1], ...more });
  return checkHealth(trace, { secrets: [/acme-\d+/] }).map(({ message }) => message);
}

describe('no-secret', () => {
  it.each<[AttributeValue, string]>([
    ['Bearer 0123456789abcdef0123', 'a bearer token'],
    [['x', 'bearer 0123456789abcdef0123'], 'a bearer token'],
    [`Basic ${btoa('alice:hunter2')}`, 'the credentials of HTTP Basic'],
    ['postgres://traced:hunter2@db/orders', 'a password in a URL'],
    [`token ${HEADER}.${PAYLOAD}.c2ln`, 'a JSON Web Token'],
    ['AKIAIOSFODNN7EXAMPLE', 'an AWS access key'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE', 'a private key'],
    [Buffer.from('-----BEGIN PRIVATE KEY-----'), 'a private key'],
    [`ghp_${'a1'.repeat(18)}`, 'an access token'],
    ['/login?user=a&password=hunter2&x=1', 'a secret in a query string'],
    ['DB_PASSWORD=hunter2', 'a secret in a query string'],
    ['https://s3/x?X-Amz-Signature=abcdef', 'a secret in a query string'],
    ['{"user":"a","password":"hunter2"}', 'a secret in a quoted value'],
    ["UPDATE users SET password = 'hunter2'", 'a secret in a quoted value'],
    ['card 4111 1111 1111 1111 123', 'the number of a payment card'],
    ['12 4111-1111-1111-1111', 'the number of a payment card'],
    ['378282246310005', 'the number of a payment card'],
    [4_111_111_111_111_111, 'the number of a payment card'],
    [{ nested: { card: '5555555555554444' } }, 'the number of a payment card'],
    ['id acme-123', 'what /acme-\\d+/ finds'],
  ])('finds in %p %s', (value, what) => {
    expect(secretsIn({ attributes: { 'some.key': value } })).toEqual([
      `holds ${what} in attribute some.key`,
    ]);
  });

  it.each<AttributeValue>([
    'Bearer of bad news',
    'Bearer [REDACTED]',
    'Basic authentication',
    'http://REDACTED:REDACTED@db/orders',
    'postgres://traced@db/orders',
    'http://127.0.0.1:3001/users?at=a@b.c',
    '/login?password=REDACTED',
    '/login?password=***&token=xxxxx',
    'password: must have eight characters',
    'UPDATE users SET password = $1',
    'SELECT token FROM sessions WHERE password=$1 OR password=?',
    'UPDATE users SET "password" = \'[REDACTED]\'',
    'eyJhbGciOiJIUzI1NiJ9 alone',
    '4111 1111 1111 1112',
    '1795000000000000000',
    '0.4111111111111111',
    'a4111111111111111',
    '4111111111111111.5',
    '550e8400-e29b-41d4-a716-446655440000',
    '4bf92f3577b34da6a3ce929d0e0e4736',
    true,
  ])('finds nothing in %p', (value) => {
    expect(secretsIn({ attributes: { 'some.key': value } })).toEqual([]);
  });

  it.each<[key: string, value: AttributeValue, found: number]>([
    ['http.request.header.authorization', ['secret'], 1],
    ['http.request.header.cookie', 'session=abc', 1],
    ['user.password', 'hunter2', 1],
    ['apiKey', 'k1', 1],
    ['user.password', 'REDACTED', 0],
    ['user.password', '', 0],
    ['password.length', 'eight', 0],
    ['gen_ai.usage.input_tokens', 'many', 0],
  ])('judges the value of %s=%p by its key', (key, value, found) => {
    expect(secretsIn({ attributes: { [key]: value } })).toHaveLength(found);
  });

  it('searches every text of a trace, and each resource once', () => {
    const attributes = { secret: 'hunter2' };
    const resource = { 'process.command_args': ['--password=hunter2'] };
    expect(
      secretsIn({
        name: 'GET /?token=hunter2',
        statusMessage: 'no password=hunter2',
        attributes,
        events: [{ name: 'password=hunter2', attributes }],
        links: [{ traceId: '', spanId: '', attributes }],
        resource,
        children: [{ service: 'orders', name: 'SELECT', at: [0, 1], resource }],
      }),
    ).toEqual([
      'holds a secret in a query string in its name',
      'holds a secret in a query string in its status message',
      'holds a secret in attribute secret',
      'holds a secret in a query string in the name of an event',
      'holds a secret in event attribute secret',
      'holds a secret in link attribute secret',
      'holds a secret in a query string in resource attribute process.command_args',
    ]);
  });
});
