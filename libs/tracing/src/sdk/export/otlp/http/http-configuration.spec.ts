import { afterEach, describe, expect, it } from '@jest/globals';
import { readHttpConfiguration } from './http-configuration.js';

describe('readHttpConfiguration', () => {
  const before = { ...process.env };

  afterEach(() => {
    process.env = { ...before };
  });

  it('knows what the specification says where nothing is set', () => {
    expect(readHttpConfiguration('application/json')).toEqual({
      url: new URL('http://localhost:4318/v1/traces'),
      timeoutMillis: 10_000,
      compression: 'none',
      headers: {
        'content-type': 'application/json',
        'user-agent': expect.stringMatching(/^traced-nest\/\d/),
      },
    });
  });

  it.each([
    ['http://collector:4318', 'http://collector:4318/v1/traces'],
    ['http://collector:4318/', 'http://collector:4318/v1/traces'],
    ['https://collector/otlp', 'https://collector/otlp/v1/traces'],
    ['https://collector/otlp/', 'https://collector/otlp/v1/traces'],
    ['https://collector/otlp?tenant=a/b', 'https://collector/otlp/v1/traces?tenant=a/b'],
    ['https://user:pass@collector', 'https://user:pass@collector/v1/traces'],
  ])('appends the path of traces to the endpoint of all signals: %s', (endpoint, url) => {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = endpoint;
    expect(readHttpConfiguration('application/json').url.href).toBe(url);
  });

  it.each([
    ['http://traces:4318', 'http://traces:4318/'],
    ['https://traces/v1/traces', 'https://traces/v1/traces'],
    ['https://traces/a?b=c', 'https://traces/a?b=c'],
  ])('takes the endpoint of traces as it is: %s', (endpoint, url) => {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://collector:4318';
    process.env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] = endpoint;
    expect(readHttpConfiguration('application/json').url.href).toBe(url);
  });

  it('takes headers of traces over those of all signals, and those of OTLP over both', () => {
    process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'Api-Key=all,tenant=acme,user-agent=another';
    process.env['OTEL_EXPORTER_OTLP_TRACES_HEADERS'] = 'api-key=of%20traces,Content-Type=text/xml';
    expect(readHttpConfiguration('application/json').headers).toEqual({
      'api-key': 'of traces',
      tenant: 'acme',
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^traced-nest\/\d/),
    });
  });
});
