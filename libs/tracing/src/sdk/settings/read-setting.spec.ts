import { afterEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../test/support/generated-runs.js';
import { TracingError } from '#errors.js';
import { readOtlpSetting, readSetting } from './read-setting.js';
import type { Setting } from './values/setting.js';
import { SETTINGS, type SettingName } from './table/settings.js';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

/** Returns the message that refuses the value of a setting; `undefined` if the value is valid. */
function outcomeOf(name: SettingName): string | undefined {
  try {
    readSetting(name);
    return undefined;
  } catch (error) {
    if (error instanceof TracingError && error.subject === name) return error.message;
    throw error;
  }
}

function refusalOf(name: SettingName, value: string): string {
  process.env[name] = value;
  const outcome = outcomeOf(name);
  if (outcome === undefined) throw new Error(`Expected ${name} to refuse ${value}.`);
  return outcome;
}

describe('readSetting', () => {
  it('gives a value of the type of the setting', () => {
    process.env['TRACING_LATE_SAMPLING_SLOW_MILLIS'] = '250';
    const millis: number = readSetting('TRACING_LATE_SAMPLING_SLOW_MILLIS');
    const preset: 'native' | 'standard' = readSetting('TRACING_PRESET');
    const isRequired: boolean = readSetting('TRACING_REQUIRED');
    expect([millis, preset, isRequired]).toEqual([250, 'native', false]);
  });

  it('takes an empty variable for one that is not set', () => {
    process.env['TRACING_LATE_SAMPLING_SLOW_MILLIS'] = ' ';
    expect(readSetting('TRACING_LATE_SAMPLING_SLOW_MILLIS')).toBe(1_000);
  });

  it('takes what is said of traces over what is said of all signals', () => {
    process.env['OTEL_EXPORTER_OTLP_PROTOCOL'] = 'grpc';
    expect(readOtlpSetting('PROTOCOL')).toBe('grpc');
    process.env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] = 'http/json';
    expect(readOtlpSetting('PROTOCOL')).toBe('http/json');
    expect(readOtlpSetting('CLIENT_KEY')).toBeUndefined();
  });

  it('takes each element of a list once, in any case, and what is known but not supported', () => {
    process.env['OTEL_TRACES_EXPORTER'] = 'OTLP, console,,otlp';
    expect(readSetting('OTEL_TRACES_EXPORTER')).toEqual(['otlp', 'console']);
  });
});

describe('headers', () => {
  it('are decoded, and may end in a comma', () => {
    process.env['OTEL_EXPORTER_OTLP_HEADERS'] =
      'authorization=Basic%20dXNlcjpw,x-key = a b==, x-utf=%C3%BC,';
    expect(readSetting('OTEL_EXPORTER_OTLP_HEADERS')).toEqual({
      authorization: 'Basic dXNlcjpw',
      'x-key': 'a b==',
      'x-utf': 'ü',
    });
  });

  it.each([
    ['authorization: Bearer hunter2', 1],
    ['a=1,hunter2', 2],
    ['a=1,hunter2=', 2],
    ['=hunter2', 1],
    ['a=%zzhunter2', 1],
    ['a=1;hunter2=x', 1],
    ['a b=hunter2', 1],
    ['a=hunter2%0A', 1],
    ['a=hunter2%E2%82%AC', 1],
  ])('that cannot be sent are refused by their place alone: %s', (value, place) => {
    const message = refusalOf('OTEL_EXPORTER_OTLP_TRACES_HEADERS', value);
    expect(message).toContain(`, got another in place ${place}.`);
    expect(message).not.toContain('hunter2');
  });
});

describe('resource attributes', () => {
  it('are decoded on both sides', () => {
    process.env['OTEL_RESOURCE_ATTRIBUTES'] = ' service.version = 1%2C2 ,a%3Db=, ';
    expect(readSetting('OTEL_RESOURCE_ATTRIBUTES')).toEqual({
      'service.version': '1,2',
      'a=b': '',
    });
  });

  it.each(['service.version', '=1', 'a=b=c', 'a=%zz'])(
    'that cannot be told apart are refused: %s',
    (value) => {
      const message = refusalOf('OTEL_RESOURCE_ATTRIBUTES', `service.version=1,${value}`);
      expect(message).toContain(`, got '${value}'.`);
    },
  );
});

describe('a secret', () => {
  const secrets = Object.entries<Setting<unknown>>(SETTINGS)
    .filter(([, { isSecret }]) => isSecret)
    .map(([name]) => name as SettingName);

  it.each(secrets)('is never in the error that refuses it: %s', (name) => {
    const around = fc
      .string({ unit: 'binary', maxLength: 20 })
      .filter((text) => !text.includes('\0'));
    let refused = 0;
    fc.assert(
      fc.property(around, around, (before, after) => {
        process.env[name] = `${before}hunter2${after}`;
        const outcome = outcomeOf(name);
        if (outcome !== undefined) refused++;
        expect(outcome ?? '').not.toContain('hunter2');
      }),
      generatedRuns(1_000),
    );
    expect(refused).toBeGreaterThan(0);
  });
});

describe('a value that may hold credentials', () => {
  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'user:hunter2@collector:4317'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'grpc://user:hunter2@collector'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'collector:4318/v1/traces?api_key=hunter2'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector/v1/hunter2'],
    ['TRACING_BAGGAGE_HOSTS', 'users,https://user:hunter2@users'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'https://user:hunter2@collector'],
  ] as const)('is not shown: %s=%s', (name, value) => {
    const message = refusalOf(name, value);
    expect(message).toMatch(/, got a value that is not shown, as it may hold credentials\.$/);
    expect(message).not.toContain('hunter2');
  });

  it.each(['collector:4317', 'grpc://collector', 'http://:4318', 'localhost'])(
    'is not %s',
    (value) => {
      expect(refusalOf('OTEL_EXPORTER_OTLP_ENDPOINT', value)).toContain(`, got '${value}'.`);
    },
  );
});
