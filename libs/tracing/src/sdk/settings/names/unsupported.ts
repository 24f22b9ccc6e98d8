import { STANDARD_NAMES, UNSUPPORTED_NAMES } from './other-names.js';
import { readSetting } from '#sdk/settings/read-setting.js';
import type { Setting } from '#sdk/settings/values/setting.js';
import { SETTINGS, type SettingName, type SettingValue } from '#sdk/settings/table/settings.js';

/** A variable, or one of its values, and why it has no effect. */
type Gap = readonly [what: string, why: string];

const BY_STANDARD = 'only TRACING_PRESET=standard supports it';

/**
 * Describes in one line the variables and values that the specification defines and that have no effect here.
 * Returns `undefined` if there are none.
 *
 * @param names the names of the variables that are set
 */
export function describeUnsupported(
  names: readonly string[],
  preset: SettingValue<'TRACING_PRESET'>,
): string | undefined {
  const gaps = names.flatMap((name): readonly Gap[] => {
    if (name in UNSUPPORTED_NAMES) return [[name, UNSUPPORTED_NAMES[name] ?? '']];
    if (preset === 'native' && isOfStandard(name)) return [[name, BY_STANDARD]];
    return name in SETTINGS ? gapsOf(name as SettingName) : [];
  });
  const byReason = Map.groupBy(gaps, ([, why]) => why);
  const parts = [...byReason].map(([why, same]) => `${list(same)} (${why})`);
  return parts.length > 0 ? `Without effect: ${parts.join('; ')}.` : undefined;
}

function isOfStandard(name: string): boolean {
  if (name !== 'OTEL_METRICS_EXPORTER' && name !== 'OTEL_LOGS_EXPORTER')
    return STANDARD_NAMES.includes(name);
  return !readSetting(name)?.includes('none');
}

function gapsOf(name: SettingName): readonly Gap[] {
  const { unsupported = [] }: Setting<unknown> = SETTINGS[name];
  if (unsupported.length === 0) return [];
  const value: unknown = readSetting(name);
  const given = Array.isArray(value)
    ? value.filter((one) => unsupported.includes(String(one)))
    : [];
  return given.map((one): Gap => [`${name}=${one}`, 'not supported']);
}

function list(gaps: readonly Gap[]): string {
  return gaps.map(([what]) => what).join(', ');
}
