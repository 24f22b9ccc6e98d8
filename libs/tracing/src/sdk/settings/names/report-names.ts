import { reportOnce } from '#span/warn.js';
import { readVariables } from '#sdk/settings/variables.js';
import type { SettingValue } from '#sdk/settings/table/settings.js';
import { describeUnknown } from './unknown-names.js';
import { describeUnsupported } from './unsupported.js';

/** Reports the names of the variables that are set but have no effect. */
export function reportNames(preset: SettingValue<'TRACING_PRESET'>): void {
  const set = Object.entries(readVariables()).flatMap(([name, value]) =>
    value?.trim() ? [name] : [],
  );
  for (const line of [describeUnknown(set), describeUnsupported(set, preset)]) {
    if (line !== undefined) reportOnce(line);
  }
}
