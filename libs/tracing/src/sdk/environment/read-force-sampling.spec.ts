import { afterEach, describe, expect, it } from '@jest/globals';
import { TracingError } from '#errors.js';
import { readForceSampling } from './read-force-sampling.js';

const SECRET = 'TRACING_FORCE_SAMPLING_SECRET';
const HEADER = 'TRACING_FORCE_SAMPLING_HEADER';

afterEach(() => {
  Reflect.deleteProperty(process.env, SECRET);
  Reflect.deleteProperty(process.env, HEADER);
});

function failureOf(read: () => unknown): TracingError {
  try {
    read();
  } catch (error) {
    if (error instanceof TracingError) return error;
  }
  throw new Error('Expected a TracingError.');
}

describe('readForceSampling', () => {
  it('forces nothing without a secret', () => {
    process.env[HEADER] = 'x-trace-me';
    expect(readForceSampling()).toBeUndefined();
  });

  it('has a header by default', () => {
    process.env[SECRET] = '0123456789abcdef';
    expect(readForceSampling()).toEqual({ header: 'x-force-sampling', secret: '0123456789abcdef' });
  });

  it('takes a header in any case, as requests have it', () => {
    process.env[SECRET] = '0123456789abcdef';
    process.env[HEADER] = 'X-Trace-Me';
    expect(readForceSampling()?.header).toBe('x-trace-me');
  });

  it.each([
    ['15 characters', '0123456789abcde', 'got 15.'],
    ['one that no header can carry', '0123456789abcdef\u{7f}', 'got others.'],
    ['one that comes in another encoding', '0123456789abcdefé', 'got others.'],
  ])('refuses %s, without telling the secret', (_, secret, given) => {
    process.env[SECRET] = secret;
    const error = failureOf(readForceSampling);
    expect(error).toMatchObject({ code: 'TRACING_INVALID_ENVIRONMENT', subject: SECRET });
    expect(error.message).toMatch(/^TRACING_FORCE_SAMPLING_SECRET: expected at least 16 printable/);
    expect(error.message.endsWith(given)).toBe(true);
    expect(JSON.stringify(error) + error.stack).not.toContain(secret.slice(0, 10));
  });

  it.each([
    'x force',
    'x-force:',
    ':path',
    'traceparent',
    'Tracestate',
    'baggage',
    'b3',
    'X-B3-TraceId',
    'uber-trace-id',
    'uberctx-tenant',
    'Authorization',
    'proxy-authorization',
    'cookie',
    'host',
    'connection',
    'content-length',
    'content-type',
    'transfer-encoding',
    'accept',
    'accept-encoding',
    'x-forwarded-for',
    'user-agent',
  ])('refuses the header %p, also while nothing is forced', (header) => {
    process.env[HEADER] = header;
    expect(failureOf(readForceSampling)).toMatchObject({
      code: 'TRACING_INVALID_ENVIRONMENT',
      subject: HEADER,
      message: expect.stringContaining(`'${header}'`),
    });
  });
});
