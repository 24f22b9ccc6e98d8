import { afterEach, describe, expect, it } from '@jest/globals';
import { readLateSampling } from './read-late-sampling.js';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

describe('readLateSampling', () => {
  it('exports failed and slow requests by default', () => {
    expect(readLateSampling()).toEqual({
      failed: true,
      slow: true,
      slowMillis: 1_000,
      maxPerSecond: 10,
      maxDownstreamPerSecond: 50,
      trustedCallees: undefined,
    });
  });

  it('reads what is set', () => {
    process.env['TRACING_LATE_SAMPLING'] = 'Slow';
    process.env['TRACING_LATE_SAMPLING_SLOW_MILLIS'] = '250';
    process.env['TRACING_LATE_SAMPLING_MAX_PER_SECOND'] = '0';
    process.env['TRACING_LATE_SAMPLING_DOWNSTREAM_MAX_PER_SECOND'] = '7';
    process.env['TRACING_LATE_SAMPLING_TRUSTED_CALLEES'] = 'Payments, 10.0.0.0/8 ,*.internal';
    expect(readLateSampling()).toEqual({
      failed: false,
      slow: true,
      slowMillis: 250,
      maxPerSecond: 0,
      maxDownstreamPerSecond: 7,
      trustedCallees: ['payments', '10.0.0.0/8', '*.internal'],
    });
  });

  it.each([
    ['error', { failed: true, slow: false }],
    ['slow, error', { failed: true, slow: true }],
  ])('reads the reasons of TRACING_LATE_SAMPLING=%s', (value, reasons) => {
    process.env['TRACING_LATE_SAMPLING'] = value;
    expect(readLateSampling()).toMatchObject(reasons);
  });

  it.each(['off', ','])('is undefined for TRACING_LATE_SAMPLING=%s', (value) => {
    process.env['TRACING_LATE_SAMPLING'] = value;
    expect(readLateSampling()).toBeUndefined();
  });

  it.each([
    ['TRACING_LATE_SAMPLING', 'errors'],
    ['TRACING_LATE_SAMPLING', 'downstream'],
    ['TRACING_LATE_SAMPLING', 'off,error'],
    ['TRACING_LATE_SAMPLING_SLOW_MILLIS', '0'],
    ['TRACING_LATE_SAMPLING_SLOW_MILLIS', '1s'],
    ['TRACING_LATE_SAMPLING_MAX_PER_SECOND', '-1'],
    ['TRACING_LATE_SAMPLING_MAX_PER_SECOND', '9007199254740991'],
    ['TRACING_LATE_SAMPLING_DOWNSTREAM_MAX_PER_SECOND', '10001'],
    ['TRACING_LATE_SAMPLING_TRUSTED_CALLEES', 'http://payments'],
    ['TRACING_LATE_SAMPLING_TRUSTED_CALLEES', '10.0.0.0/33'],
    ['TRACING_LATE_SAMPLING_TRUSTED_CALLEES', 'a,,b'],
  ])('refuses %s=%s', (name, value) => {
    process.env[name] = value;
    expect(() => readLateSampling()).toThrow(
      expect.objectContaining({ code: 'TRACING_INVALID_ENVIRONMENT', subject: name }),
    );
  });
});
