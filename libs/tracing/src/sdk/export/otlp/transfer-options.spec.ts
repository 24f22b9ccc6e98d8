import { afterEach, describe, expect, it } from '@jest/globals';
import { readTransferOptions } from './transfer-options.js';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

describe('readTransferOptions', () => {
  it('knows those of the specification where nothing is set', () => {
    expect(readTransferOptions()).toEqual({ timeoutMillis: 10_000, compression: 'none' });
  });

  it('takes 0 for no limit, and no time for longer than a timer runs', () => {
    process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '0';
    expect(readTransferOptions().timeoutMillis).toBe(2_147_483_647);
    process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '4000000000';
    expect(readTransferOptions().timeoutMillis).toBe(2_147_483_647);
  });

  it('reads what is set, in any case', () => {
    process.env['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT'] = '250';
    process.env['OTEL_EXPORTER_OTLP_COMPRESSION'] = 'GZIP';
    expect(readTransferOptions()).toEqual({ timeoutMillis: 250, compression: 'gzip' });
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '10s'],
    ['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', '-1'],
    ['OTEL_EXPORTER_OTLP_COMPRESSION', 'zstd'],
  ])('refuses %s=%s', (name, value) => {
    process.env[name] = value;
    expect(readTransferOptions).toThrow(
      expect.objectContaining({ code: 'TRACING_INVALID_ENVIRONMENT', subject: name }),
    );
  });
});
