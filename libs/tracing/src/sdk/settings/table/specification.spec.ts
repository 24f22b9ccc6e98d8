import { describe, expect, it } from '@jest/globals';
import { defaultOf } from '../../../../test/settings/readme-tables.js';
import { SPECIFICATION } from '../../../../test/settings/specification.js';
import { STANDARD_NAMES, UNSUPPORTED_NAMES } from '#sdk/settings/names/other-names.js';
import type { Setting } from '#sdk/settings/values/setting.js';
import { SETTINGS } from './settings.js';

const settings: Readonly<Record<string, Setting<unknown>>> = SETTINGS;

/** The defaults here that differ from those of the specification. */
const DEVIATIONS: Readonly<Record<string, string>> = {
  OTEL_LOG_LEVEL: 'warnings of this library alone',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '`OTEL_ATTRIBUTE_COUNT_LIMIT`',
};

/** The variables of OpenTelemetry that its specification does not have. */
const BESIDE = ['OTEL_NODE_RESOURCE_DETECTORS', 'OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN'];

describe("the specification's variables", () => {
  const names = SPECIFICATION.map(([name]) => name);

  it('are settings, or left to the preset standard, or reported to have no effect', () => {
    const known = [...Object.keys(SETTINGS), ...STANDARD_NAMES, ...Object.keys(UNSUPPORTED_NAMES)];
    const ofOpenTelemetry = known.filter(
      (name) => name.startsWith('OTEL_') && !BESIDE.includes(name),
    );
    expect(ofOpenTelemetry.sort()).toEqual([...new Set(names)].sort());
  });

  it.each(SPECIFICATION.filter(([name, byDefault]) => name in SETTINGS && byDefault !== undefined))(
    '%s is by default %s, or a deviation that is written down',
    (name, byDefault) => {
      const setting = settings[name];
      expect(setting && defaultOf(setting)).toBe(DEVIATIONS[name] ?? `\`${byDefault}\``);
    },
  );

  it.each(names.filter((name) => name in SETTINGS))('%s is defined there', (name) => {
    expect(settings[name]?.section.url).toMatch(/\/docs\/specs\/otel\//);
  });
});
