import { afterEach, describe, expect, it } from '@jest/globals';
import { readEnvironment } from './environment.js';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

describe('readEnvironment', () => {
  it('treats an empty variable as unset', () => {
    process.env['OTEL_BSP_SCHEDULE_DELAY'] = '';
    process.env['TRACING_EXCLUDED_PATHS'] = ' ';
    const environment = readEnvironment();
    expect(environment.batch.scheduledDelayMillis).toBe(5_000);
    expect(environment.excludedPaths).toBeUndefined();
  });

  it('exports as the specification does where nothing is set', () => {
    expect(readEnvironment().batch).toEqual({
      scheduledDelayMillis: 5_000,
      exportTimeoutMillis: 30_000,
      maxQueueSize: 2_048,
      maxQueueBytes: 67_108_864,
      maxExportBatchSize: 512,
    });
  });

  it('takes no batch for larger than the queue, and no time for longer than a timer runs', () => {
    process.env['OTEL_BSP_MAX_QUEUE_SIZE'] = '100';
    process.env['TRACING_MAX_QUEUE_BYTES'] = '1048576';
    process.env['OTEL_BSP_SCHEDULE_DELAY'] = '4000000000';
    process.env['OTEL_BSP_EXPORT_TIMEOUT'] = '4000000000';
    expect(readEnvironment().batch).toEqual({
      scheduledDelayMillis: 2_147_483_647,
      exportTimeoutMillis: 2_147_483_647,
      maxQueueSize: 100,
      maxQueueBytes: 1_048_576,
      maxExportBatchSize: 100,
    });
  });

  it.each([
    [{}, 8_192],
    [{ OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '100' }, 100],
    [
      {
        OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '100',
        OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '100000',
      },
      100_000,
    ],
  ])('cuts attribute values by %p to %p characters', (variables, limit) => {
    Object.assign(process.env, variables);
    expect(readEnvironment().attributeValueLengthLimit).toBe(limit);
  });

  it('has the limits of the specification for what a span holds, of which those of spans win', () => {
    const limits = {
      attributeCountLimit: 128,
      eventCountLimit: 128,
      linkCountLimit: 128,
      attributePerEventCountLimit: 128,
      attributePerLinkCountLimit: 128,
    };
    expect(readEnvironment().countLimits).toEqual(limits);
    process.env['OTEL_ATTRIBUTE_COUNT_LIMIT'] = '7';
    expect(readEnvironment().countLimits).toEqual({ ...limits, attributeCountLimit: 7 });
    process.env['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT'] = '0';
    process.env['OTEL_SPAN_EVENT_COUNT_LIMIT'] = '1';
    process.env['OTEL_SPAN_LINK_COUNT_LIMIT'] = '2';
    process.env['OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT'] = '3';
    process.env['OTEL_LINK_ATTRIBUTE_COUNT_LIMIT'] = '4';
    expect(Object.values(readEnvironment().countLimits)).toEqual([0, 1, 2, 3, 4]);
  });

  it('reads what is set', () => {
    process.env['OTEL_SDK_DISABLED'] = 'TRUE';
    process.env['OTEL_TRACES_EXPORTER'] = 'none';
    process.env['OTEL_BSP_MAX_QUEUE_SIZE'] = '4096';
    process.env['TRACING_EXCLUDED_PATHS'] = '/up, /internal/*,';
    expect(readEnvironment()).toMatchObject({
      disabled: true,
      exporter: 'none',
      batch: { maxQueueSize: 4096 },
      excludedPaths: ['/up', '/internal/*'],
    });
  });

  it.each([
    [{}, 'grpc', undefined],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, 'http/json', undefined],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'HTTP/protobuf' },
      'http/protobuf',
      undefined,
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' },
      'http/protobuf',
      'OTEL_EXPORTER_OTLP_ENDPOINT',
    ],
    [
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4317',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector:4318/v1/traces',
      },
      'http/protobuf',
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    ],
    [
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4317',
      },
      'grpc',
      undefined,
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      'grpc',
      undefined,
    ],
  ])('takes of %p the protocol %s', (variables, protocol, protocolInferredFrom) => {
    Object.assign(process.env, variables);
    expect(readEnvironment()).toMatchObject({ protocol, protocolInferredFrom });
  });

  it.each([
    ['OTEL_SDK_DISABLED', 'yes'],
    ['TRACING_PRESET', 'auto'],
    ['OTEL_TRACES_EXPORTER', 'datadog'],
    ['OTEL_TRACES_EXPORTER', 'none,otlp'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'service.version'],
    ['OTEL_METRICS_EXPORTER', 'datadog'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'localhost:4317'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'grpc://collector'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://:4318'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'http'],
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'grpc,http/json'],
    ['OTEL_BSP_SCHEDULE_DELAY', '5s'],
    ['OTEL_BSP_MAX_QUEUE_SIZE', '0'],
    ['TRACING_MAX_QUEUE_BYTES', '64M'],
    ['TRACING_MAX_QUEUE_BYTES', '1048575'],
    ['OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'none'],
    ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', '0'],
    ['OTEL_SPAN_EVENT_COUNT_LIMIT', '-1'],
    ['OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', '1.5'],
  ])('refuses %s=%s in one sentence that names both', (name, value) => {
    process.env[name] = value;
    expect(readEnvironment).toThrow(
      expect.objectContaining({
        code: 'TRACING_INVALID_ENVIRONMENT',
        subject: name,
        message: expect.stringMatching(new RegExp(`^${name}: expected .*, got '.*'\\.$`)),
      }),
    );
  });
});
