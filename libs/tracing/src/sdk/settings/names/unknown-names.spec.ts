import { describe, expect, it } from '@jest/globals';
import { describeUnknown } from './unknown-names.js';

describe('describeUnknown', () => {
  it('names any TRACING_* that nothing reads, with the nearest that something does, in one line', () => {
    expect(
      describeUnknown([
        'TRACING_SAMPLING_RULE',
        'PATH',
        'TRACING_LATE_SAMPLING_SLOW_MS',
        'TRACING_X',
      ]),
    ).toBe(
      'Nothing reads TRACING_LATE_SAMPLING_SLOW_MS (is it TRACING_LATE_SAMPLING_SLOW_MILLIS?), TRACING_SAMPLING_RULE (is it TRACING_SAMPLING_RULES?), TRACING_X (is it TRACING_PRESET?).',
    );
  });

  it.each([
    ['OTEL_PROPAGATOR', 'OTEL_PROPAGATORS'],
    ['OTEL_TRACE_SAMPLER', 'OTEL_TRACES_SAMPLER'],
    ['OTEL_EXPORTER_OTLP_HEADER', 'OTEL_EXPORTER_OTLP_HEADERS'],
    ['OTEL_EXPORTER_OLTP_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    ['OTEL_BLRP_SCHEDULE_DELAYS', 'OTEL_BLRP_SCHEDULE_DELAY'],
    ['OTEL_CONFIG_FILES', 'OTEL_CONFIG_FILE'],
    ['OTEL_PROPAGATORSXX', 'OTEL_PROPAGATORS'],
  ])('names %s, which is nearly %s', (name, known) => {
    expect(describeUnknown([name])).toBe(`Nothing reads ${name} (is it ${known}?).`);
  });

  it.each([
    [
      'what is known',
      ['OTEL_PROPAGATORS', 'TRACING_LATE_SAMPLING', 'OTEL_BLRP_SCHEDULE_DELAY', 'OTEL_ENTITIES'],
    ],
    ['what another language or package reads', ['OTEL_PYTHON_LOG_CORRELATION', 'OTEL_SERVICE']],
    ['what is three edits away', ['OTEL_PROPAGATORSXXX', 'OTEL_TRACES_SAM']],
    ['what has another prefix', ['TRACINGPRESET', 'MY_OTEL_PROPAGATOR', 'PATH']],
    [
      'what Kubernetes makes of Services called tracing, otel and otel-traces-sampler',
      [
        'TRACING_SERVICE_HOST',
        'TRACING_SERVICE_PORT',
        'TRACING_SERVICE_PORT_HTTP',
        'TRACING_PORT',
        'TRACING_PORT_4317_TCP',
        'TRACING_PORT_4317_TCP_ADDR',
        'OTEL_SERVICE_HOST',
        'OTEL_SERVICE_PORT',
        'OTEL_SERVICE_PORT_GRPC',
        'OTEL_TRACES_SAMPLER_PORT',
      ],
    ],
  ])('says nothing of %s', (_title, names) => {
    expect(describeUnknown(names)).toBeUndefined();
  });

  it('cuts a name that is longer than any', () => {
    const line = describeUnknown([`TRACING_${'X'.repeat(100_000)}`]);
    expect(line).toMatch(/^Nothing reads TRACING_X{92} \(is it TRACING_\w+\?\)\.$/);
  });
});
