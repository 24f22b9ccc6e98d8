import { afterEach, describe, expect, it } from '@jest/globals';
import { describeUnsupported } from './unsupported.js';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

function described(
  variables: Readonly<Record<string, string>>,
  preset: 'native' | 'standard' = 'native',
): string | undefined {
  Object.assign(process.env, variables);
  return describeUnsupported(Object.keys(variables), preset);
}

describe('describeUnsupported', () => {
  it('names what is set and has no effect in one line, with what applies in its place', () => {
    const variables = {
      OTEL_PROPAGATORS: 'tracecontext,xray,ottrace',
      OTEL_TRACES_EXPORTER: 'console',
      OTEL_NODE_RESOURCE_DETECTORS: 'host,aws',
      OTEL_CONFIG_FILE: '/etc/otel.yaml',
      OTEL_ENTITIES: 'service{service.name=orders}',
      OTEL_BLRP_SCHEDULE_DELAY: '1000',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_SERVICE_NAME: 'orders',
      PATH: '/bin',
    };
    expect(described(variables)).toBe(
      'Without effect: OTEL_PROPAGATORS=xray, OTEL_PROPAGATORS=ottrace, OTEL_TRACES_EXPORTER=console, OTEL_NODE_RESOURCE_DETECTORS=aws (not supported); OTEL_CONFIG_FILE (the file is not read, and the other variables apply); OTEL_ENTITIES (OTEL_RESOURCE_ATTRIBUTES describes the resource); OTEL_BLRP_SCHEDULE_DELAY, OTEL_LOGS_EXPORTER (only TRACING_PRESET=standard supports it).',
    );
  });

  it('leaves metrics and log records to the preset that has them', () => {
    const variables = { OTEL_LOGS_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '5000' };
    expect(described(variables, 'standard')).toBeUndefined();
    expect(described({ OTEL_LOGS_EXPORTER: 'otlp/stdout' }, 'standard')).toBe(
      'Without effect: OTEL_LOGS_EXPORTER=otlp/stdout (not supported).',
    );
  });

  it('says nothing if none is set, or all is supported', () => {
    const variables = {
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'NONE',
      OTEL_PROPAGATORS: 'b3',
      OTEL_TRACES_EXPORTER: 'otlp',
    };
    expect(described(variables)).toBeUndefined();
  });
});
