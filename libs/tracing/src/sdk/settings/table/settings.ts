import { EXPORT_SETTINGS } from './export-settings.js';
import { GENERAL_SETTINGS } from './general-settings.js';
import { LIMIT_SETTINGS } from './limit-settings.js';
import { PROPAGATION_SETTINGS } from './propagation-settings.js';
import { SAMPLING_SETTINGS } from './sampling-settings.js';
import type { Setting } from '#sdk/settings/values/setting.js';

/**
 * The table of all variables that this library reads, by name. The code that reads, checks and
 * documents variables uses this table, so that no variable is described twice.
 */
export const SETTINGS = {
  ...GENERAL_SETTINGS,
  ...EXPORT_SETTINGS,
  ...SAMPLING_SETTINGS,
  ...PROPAGATION_SETTINGS,
  ...LIMIT_SETTINGS,
} satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;

/** The type of a setting's value. */
export type SettingValue<N extends SettingName> = (typeof SETTINGS)[N]['byDefault'];
