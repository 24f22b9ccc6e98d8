import { EXPORT_SETTINGS } from './export-settings.js';
import { GENERAL_SETTINGS } from './general-settings.js';
import { LIMIT_SETTINGS } from './limit-settings.js';
import { PROPAGATION_SETTINGS } from './propagation-settings.js';
import { SAMPLING_SETTINGS } from './sampling-settings.js';
import type { Setting } from '#sdk/settings/values/setting.js';

/**
 * Every variable that this library reads, by its name. What reads, checks and documents variables is made
 * from this table, so that none is written down twice.
 */
export const SETTINGS = {
  ...GENERAL_SETTINGS,
  ...EXPORT_SETTINGS,
  ...SAMPLING_SETTINGS,
  ...PROPAGATION_SETTINGS,
  ...LIMIT_SETTINGS,
} satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;

/** What a setting comes to. */
export type SettingValue<N extends SettingName> = (typeof SETTINGS)[N]['byDefault'];
