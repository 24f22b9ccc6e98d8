import { afterEach, describe, expect, it } from '@jest/globals';
import { readGrpcConfiguration } from './grpc-configuration.js';

describe('readGrpcConfiguration', () => {
  const before = { ...process.env };

  afterEach(() => {
    process.env = { ...before };
  });

  it('knows the endpoint, its time and its compression of OpenTelemetry where nothing is set', () => {
    expect(readGrpcConfiguration()).toMatchObject({
      url: new URL('http://localhost:4317'),
      timeoutMillis: 10_000,
      compression: 'none',
    });
  });

  it('takes what is said of traces over what is said of all signals', () => {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://collector:4317';
    process.env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] = 'https://traces.example:443';
    process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '1000';
    process.env['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT'] = '2000';
    process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'api-key=all,tenant=acme';
    process.env['OTEL_EXPORTER_OTLP_TRACES_HEADERS'] = 'api-key=of%20traces';
    const { url, timeoutMillis, metadata } = readGrpcConfiguration();
    expect(url.host).toBe('traces.example');
    expect(timeoutMillis).toBe(2_000);
    expect(metadata).toEqual({ 'api-key': 'of traces', tenant: 'acme' });
  });

  it('takes any bytes in a header that has bytes', () => {
    process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'Token-Bin=s%C3%A9cret';
    expect(readGrpcConfiguration().metadata).toEqual({
      'token-bin': Buffer.from('sécret').toString('base64'),
    });
  });

  it.each(['to!ken=secret', 'token=s%C3%A9cret', 'Keep-Alive=secret'])(
    'refuses a header that gRPC cannot send, and keeps its value to itself: %s',
    (headers) => {
      process.env['OTEL_EXPORTER_OTLP_TRACES_HEADERS'] = headers;
      const refused = expect(() => readGrpcConfiguration());
      refused.toThrow(
        expect.objectContaining({
          code: 'TRACING_INVALID_ENVIRONMENT',
          subject: 'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
          message: expect.stringMatching(/^OTEL_EXPORTER_OTLP_TRACES_HEADERS: expected headers/),
        }),
      );
      refused.not.toThrow('secret');
    },
  );
});
