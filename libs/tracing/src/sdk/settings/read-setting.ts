import { readVariable } from './variables.js';
import { invalidVariable } from './invalid-variable.js';
import { Refusal } from './values/refusal.js';
import type { Setting } from './values/setting.js';
import { SETTINGS, type SettingName, type SettingValue } from './table/settings.js';

/** Of a pair of variables, one of which is of traces alone, and wins. */
type OtlpSetting = Exclude<
  SettingName extends infer N
    ? N extends `OTEL_EXPORTER_OTLP_TRACES_${infer S}`
      ? S
      : never
    : never,
  'HEADERS'
>;

/**
 * Reads one setting; its default where the variable is unset or empty.
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

/** Reads what the exporter of spans is told: the variable of traces wins over that of all signals. */
export function readOtlpSetting<S extends OtlpSetting>(
  name: S,
): SettingValue<`OTEL_EXPORTER_OTLP_TRACES_${S}`> {
  return (
    readSetting(`OTEL_EXPORTER_OTLP_TRACES_${name}`) ?? readSetting(`OTEL_EXPORTER_OTLP_${name}`)
  );
}

/**
 * Reads every setting.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT`, naming the first variable that has no value of its own
 */
export function checkSettings(): void {
  for (const name of Object.keys(SETTINGS)) readSetting(name as SettingName);
}
