import { afterEach, describe, expect, it } from '@jest/globals';
import { readTrustedCallers } from './read-trusted-callers.js';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

describe('readTrustedCallers', () => {
  it.each([undefined, '', 'all', ' ALL '])('trusts every caller by %j', (value) => {
    if (value !== undefined) process.env['TRACING_TRUSTED_CALLERS'] = value;
    expect(readTrustedCallers()).toBeUndefined();
  });

  it('trusts none, or some networks, and allows untrusted callers no trace by default', () => {
    process.env['TRACING_TRUSTED_CALLERS'] = 'none';
    expect(readTrustedCallers()).toEqual({ networks: [], untrustedMaxPerSecond: 0 });
    process.env['TRACING_TRUSTED_CALLERS'] = '10.0.0.0/8, FD00::/8';
    process.env['TRACING_UNTRUSTED_MAX_PER_SECOND'] = '5';
    expect(readTrustedCallers()).toEqual({
      networks: ['10.0.0.0/8', 'fd00::/8'],
      untrustedMaxPerSecond: 5,
    });
  });

  it.each([
    ['TRACING_TRUSTED_CALLERS', 'gateway'],
    ['TRACING_TRUSTED_CALLERS', '10.0.0.0/33'],
    ['TRACING_TRUSTED_CALLERS', 'none,10.0.0.0/8'],
    ['TRACING_UNTRUSTED_MAX_PER_SECOND', '-1'],
    ['TRACING_UNTRUSTED_MAX_PER_SECOND', '10001'],
  ])('refuses %s=%s', (name, value) => {
    process.env[name] = value;
    expect(() => readTrustedCallers()).toThrow(
      expect.objectContaining({ code: 'TRACING_INVALID_ENVIRONMENT', subject: name }),
    );
  });
});
