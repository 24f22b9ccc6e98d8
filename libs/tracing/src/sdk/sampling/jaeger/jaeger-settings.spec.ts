import { describe, expect, it } from '@jest/globals';
import { parseJaegerSettings } from './jaeger-settings.js';

describe('OTEL_TRACES_SAMPLER_ARG of jaeger_remote', () => {
  it('has a default for each key', () => {
    expect(parseJaegerSettings(undefined)).toEqual({
      endpoint: new URL('http://localhost:5778/sampling'),
      pollingIntervalMillis: 60_000,
      initialSamplingRate: 0.001,
    });
  });

  it('takes the keys in any order', () => {
    expect(
      parseJaegerSettings(
        'initialSamplingRate=0.25, pollingIntervalMs = 5000,endpoint=https://jaeger/api/sampling?a=b',
      ),
    ).toEqual({
      endpoint: new URL('https://jaeger/api/sampling?a=b'),
      pollingIntervalMillis: 5_000,
      initialSamplingRate: 0.25,
    });
  });

  it.each(['http://jaeger:5778', 'http://jaeger:5778/'])(
    'adds to %s the path under which Jaeger answers',
    (endpoint) => {
      const { href } = parseJaegerSettings(`endpoint=${endpoint}`).endpoint;
      expect(href).toBe('http://jaeger:5778/sampling');
    },
  );

  it.each([
    '0.5',
    'poolingIntervalMs=5000',
    'endpoint',
    'endpoint=',
    'endpoint=jaeger:5778',
    'endpoint=grpc://jaeger:14250',
    'endpoint=http://',
    'endpoint=http://:5778',
    'pollingIntervalMs=0',
    'pollingIntervalMs=5s',
    'pollingIntervalMs=0.5',
    'pollingIntervalMs=9999999999',
    'initialSamplingRate=2',
    'initialSamplingRate=',
    'initialSamplingRate=0.1,initialSamplingRate=0.2',
    'initialSamplingRate=0.1,',
  ])('refuses %p', (argument) => {
    expect(() => parseJaegerSettings(argument)).toThrow(
      expect.objectContaining({
        code: 'TRACING_INVALID_ENVIRONMENT',
        subject: 'OTEL_TRACES_SAMPLER_ARG',
        message: expect.stringMatching(/^OTEL_TRACES_SAMPLER_ARG: expected .*, got '.*'\.$/),
      }),
    );
  });
});
