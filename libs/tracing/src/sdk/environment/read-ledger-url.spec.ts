import { afterEach, describe, expect, it } from '@jest/globals';
import { readLedgerUrl } from './read-ledger-url.js';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

describe('readLedgerUrl', () => {
  it('announces nothing by default', () => {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://127.0.0.1:4317';
    expect(readLedgerUrl('grpc')).toBeUndefined();
    process.env['TRACING_TEST_LEDGER'] = 'off';
    expect(readLedgerUrl('grpc')).toBeUndefined();
  });

  it.each([
    ['http://127.0.0.1:4317', 'http://127.0.0.1:4317/v1/ledger'],
    ['http://collector:4318/custom/v1/traces?key=1', 'http://collector:4318/v1/ledger'],
    ['http://[::1]:4317', 'http://[::1]:4317/v1/ledger'],
  ])('announces to the origin of the endpoint %s', (endpoint, url) => {
    process.env['TRACING_TEST_LEDGER'] = 'On';
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = endpoint;
    expect(readLedgerUrl('grpc')?.href).toBe(url);
    process.env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] = 'http://traces:1';
    expect(readLedgerUrl('grpc')?.href).toBe('http://traces:1/v1/ledger');
  });

  it('announces to the default endpoint of the protocol where none is set', () => {
    process.env['TRACING_TEST_LEDGER'] = 'on';
    expect(readLedgerUrl('grpc')?.href).toBe('http://localhost:4317/v1/ledger');
    expect(readLedgerUrl('http/json')?.href).toBe('http://localhost:4318/v1/ledger');
  });

  it('refuses any other value', () => {
    process.env['TRACING_TEST_LEDGER'] = 'true';
    expect(() => readLedgerUrl('grpc')).toThrow('TRACING_TEST_LEDGER: expected on or off, got');
  });
});
