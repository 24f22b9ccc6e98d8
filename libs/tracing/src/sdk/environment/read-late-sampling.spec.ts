import { afterEach, describe, expect, it } from '@jest/globals';
import { readKeep } from './read-late-sampling.js';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

describe('readKeep', () => {
  it('keeps by default', () => {
    expect(readKeep()).toEqual({
      slowMillis: 1_000,
      maxPerSecond: 10,
      maxDownstreamPerSecond: 50,
      trusted: undefined,
    });
  });

  it('reads what is set', () => {
    process.env['TRACING_KEEP'] = 'all';
    process.env['TRACING_KEEP_SLOW_MS'] = '250';
    process.env['TRACING_KEEP_MAX_PER_SECOND'] = '0';
    process.env['TRACING_KEEP_DOWNSTREAM_MAX_PER_SECOND'] = '7';
    process.env['TRACING_KEEP_TRUSTED'] = 'Payments, 10.0.0.0/8 ,*.internal';
    expect(readKeep()).toEqual({
      slowMillis: 250,
      maxPerSecond: 0,
      maxDownstreamPerSecond: 7,
      trusted: ['payments', '10.0.0.0/8', '*.internal'],
    });
  });

  it('keeps nothing if it is told so', () => {
    process.env['TRACING_KEEP'] = 'none';
    expect(readKeep()).toBeUndefined();
  });

  it.each([
    ['TRACING_KEEP', 'errors'],
    ['TRACING_KEEP_SLOW_MS', '0'],
    ['TRACING_KEEP_SLOW_MS', '1s'],
    ['TRACING_KEEP_MAX_PER_SECOND', '-1'],
    ['TRACING_KEEP_MAX_PER_SECOND', '9007199254740991'],
    ['TRACING_KEEP_DOWNSTREAM_MAX_PER_SECOND', '10001'],
    ['TRACING_KEEP_TRUSTED', 'http://payments'],
    ['TRACING_KEEP_TRUSTED', '10.0.0.0/33'],
    ['TRACING_KEEP_TRUSTED', 'a,,b'],
  ])('refuses %s=%s', (name, value) => {
    process.env[name] = value;
    expect(() => readKeep()).toThrow(
      expect.objectContaining({ code: 'TRACING_INVALID_ENVIRONMENT', subject: name }),
    );
  });
});
