import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { type JaegerOptions, collectCredentials } from './credentials.js';
import { InvalidJaegerHeaderError } from './errors.js';

const PLAIN = 'http://127.0.0.1:16686';

function collect(
  environment: Record<string, string>,
  options: JaegerOptions = {},
  url = PLAIN,
): Record<string, string> {
  const { headers } = collectCredentials(new URL(url), options, environment);
  return Object.fromEntries(headers);
}

describe('the credentials for Jaeger', () => {
  it('are none by default', () => {
    expect(collect({})).toEqual({});
    expect(collect({ JAEGER_TOKEN: '', JAEGER_HEADERS: '' })).toEqual({});
  });

  it('are the token of the environment', () => {
    expect(collect({ JAEGER_TOKEN: 'abc' })).toEqual({ authorization: 'Bearer abc' });
  });

  it('are the headers of the environment, whose values may be percent-encoded', () => {
    expect(collect({ JAEGER_HEADERS: 'X-Scope-OrgID=shop, x-key = a%2Cb=c ,' })).toEqual({
      'x-scope-orgid': 'shop',
      'x-key': 'a,b=c',
    });
  });

  it('are the user and the password of the URL', () => {
    const basic = Buffer.from('ada:p@ss').toString('base64');
    expect(collect({}, {}, 'http://ada:p%40ss@host')).toEqual({ authorization: `Basic ${basic}` });
  });

  it('come from the options rather than from the environment, and the token wins', () => {
    const environment = { JAEGER_TOKEN: 'abc', JAEGER_HEADERS: 'x-key=1,authorization=2' };
    const options = { token: 'def', headers: { 'X-Key': '3' } };
    expect(collect(environment, options, 'http://ada:pass@host')).toEqual({
      authorization: 'Bearer def',
      'x-key': '3',
    });
  });

  it.each<[Record<string, string>, string]>([
    [{ JAEGER_TOKEN: 'hunter2\nhunter2' }, 'JAEGER_TOKEN'],
    [{ JAEGER_HEADERS: 'x-key=1,hunter2' }, 'JAEGER_HEADERS, got no = in entry 2 of 2'],
    [{ JAEGER_HEADERS: 'hunter2 hunter2=hunter2' }, 'JAEGER_HEADERS'],
    [{ JAEGER_HEADERS: 'x-key=hunter2%zz' }, 'JAEGER_HEADERS, got a percent sign'],
  ])('are refused without being shown when HTTP cannot send %j', (environment, origin) => {
    let error: unknown;
    try {
      collect(environment);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InvalidJaegerHeaderError);
    expect((error as Error).message).toContain(
      `Expected headers that HTTP can send from ${origin}`,
    );
    expect(inspect(error)).not.toContain('hunter2');
  });
});
