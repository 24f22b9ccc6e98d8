import { readVariable } from './variables.js';
import { invalidVariable } from './invalid-variable.js';
import { Refusal } from './values/refusal.js';
import type { Setting } from './values/setting.js';
import { SETTINGS, type SettingName, type SettingValue } from './table/settings.js';

/** A setting with two variables: one for all signals, and one for traces, which wins. */
type OtlpSetting = Exclude<
  SettingName extends infer N
    ? N extends `OTEL_EXPORTER_OTLP_TRACES_${infer S}`
      ? S
      : never
    : never,
  'HEADERS'
>;

/**
 * Reads one setting. Returns its default if the variable is unset or empty.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT`, naming the variable
 */
export function readSetting<N extends SettingName>(name: N): SettingValue<N> {
  const { parse, byDefault }: Setting<SettingValue<N>> = SETTINGS[name];
  const text = readVariable(name);
  if (text === undefined) return byDefault;
  const value = parse(text);
  if (value instanceof Refusal) throw invalidVariable(name, value);
  return value;
}

/** Reads a setting of the exporter. The variable for traces wins over that for all signals. */
export function readOtlpSetting<S extends OtlpSetting>(
  name: S,
): SettingValue<`OTEL_EXPORTER_OTLP_TRACES_${S}`> {
  return (
    readSetting(`OTEL_EXPORTER_OTLP_TRACES_${name}`) ?? readSetting(`OTEL_EXPORTER_OTLP_${name}`)
  );
}

/**
 * Checks every setting.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT`, naming the first variable with an invalid value
 */
export function checkSettings(): void {
  for (const name of Object.keys(SETTINGS)) readSetting(name as SettingName);
}
