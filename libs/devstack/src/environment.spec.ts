import { afterEach, describe, expect, it } from '@jest/globals';
import {
  exporterEnvironment,
  inheritedEnvironment,
  requestedDatabaseUrl,
  requestedOtlpEndpoint,
  requestedPort,
} from './environment.js';

const original = { ...process.env };

afterEach(() => {
  process.env = { ...original };
});

describe('inheritedEnvironment', () => {
  it('hands down the machine and the settings of tracing, nothing else', () => {
    process.env = {
      PATH: '/bin',
      HOME: '/home/ada',
      LC_ALL: 'C',
      OTEL_TRACES_SAMPLER: 'always_on',
      TRACING_LATE_SAMPLING: 'off',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://elsewhere:4317',
      NODE_OPTIONS: '--experimental-vm-modules',
      JEST_WORKER_ID: '1',
      PORT: '80',
      DATABASE_URL: 'postgres://localhost',
    };
    expect(inheritedEnvironment()).toEqual({
      PATH: '/bin',
      HOME: '/home/ada',
      LC_ALL: 'C',
      OTEL_TRACES_SAMPLER: 'always_on',
      TRACING_LATE_SAMPLING: 'off',
    });
    expect(exporterEnvironment()).toEqual({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://elsewhere:4317',
    });
  });
});

describe('requestedPort', () => {
  it.each(['abc', '0', '65536', '3000.5', '-1', '0x10', ' '])('refuses %p', (text) => {
    process.env['ORDERS_PORT'] = text;
    expect(() => requestedPort('ORDERS_PORT')).toThrow(
      expect.objectContaining({
        code: 'DEVSTACK_INVALID_ENVIRONMENT',
        message: 'Expected ORDERS_PORT to be a port from 1 to 65535.',
      }),
    );
  });

  it('takes a port, and an empty variable for one that is not set', () => {
    process.env['ORDERS_PORT'] = '8080';
    expect(requestedPort('ORDERS_PORT')).toBe(8080);
    process.env['ORDERS_PORT'] = '';
    expect(requestedPort('ORDERS_PORT')).toBeUndefined();
  });
});

describe('requestedDatabaseUrl', () => {
  it('refuses what is not a URL of PostgreSQL without repeating it', () => {
    process.env['DATABASE_URL'] = 'mysql://root:secret@localhost';
    expect(() => requestedDatabaseUrl()).toThrow(/^Expected DATABASE_URL to be (?!.*secret)/);
  });
});

describe('requestedOtlpEndpoint', () => {
  it('takes a URL and, as gRPC does, host and port', () => {
    for (const endpoint of ['http://127.0.0.1:4317', 'collector:4317']) {
      process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = endpoint;
      expect(requestedOtlpEndpoint()).toBe(endpoint);
    }
  });

  it('names the variable of what is neither', () => {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'not a url';
    expect(() => requestedOtlpEndpoint()).toThrow('OTEL_EXPORTER_OTLP_ENDPOINT');
  });
});
