import { format, resolveConfig } from 'prettier';
import { STANDARD_NAMES, UNSUPPORTED_NAMES } from '#sdk/settings/names/other-names.js';
import type { Setting } from '#sdk/settings/values/setting.js';
import { SETTINGS } from '#sdk/settings/table/settings.js';

const BEGIN = '<!-- settings: written by npm run readme -->';
const END = '<!-- end of settings -->';

const HEADINGS = ['variable', 'value', 'default', 'meaning', 'defined in'];

/** The README with its table of settings made anew. */
export async function withSettings(readme: string): Promise<string> {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`Expected ${BEGIN} and ${END}.`);
  const before = readme.slice(0, begin + BEGIN.length);
  const made = [before, table(HEADINGS, rows()), ...otherNames(), readme.slice(end)].join('\n\n');
  const style = await resolveConfig(import.meta.filename);
  return format(made, { ...style, parser: 'markdown' });
}

function otherNames(): string[] {
  const standard = STANDARD_NAMES.map(code).join(', ');
  const unsupported = Object.entries(UNSUPPORTED_NAMES).map(([name, why]) => [code(name), why]);
  return [
    `With the preset \`standard\`, OpenTelemetry's own packages read ${standard} as well.`,
    table(['not supported', 'what holds in its place'], unsupported),
  ];
}

/** Variables that share a line of the table share a row. */
function rows(): string[][] {
  const names = Map.groupBy(Object.entries<Setting<unknown>>(SETTINGS), ([, setting]) => setting);
  return [...names].map(([setting, entries]) => [
    entries.map(([name]) => code(name)).join(', '),
    valueOf(setting),
    defaultOf(setting),
    setting.meaning,
    `[${setting.section.title}](${setting.section.url})`,
  ]);
}

function valueOf(setting: Setting<unknown>): string {
  const { choices, unit, minimum, maximum, expected, isSecret } = setting;
  if (unit) return maximum ? `${unit}, ${minimum} to ${maximum}` : `${unit}, from ${minimum} on`;
  if (choices) return choices.map(code).join(', ');
  return isSecret ? `${expected}; never shown` : expected;
}

/** Returns the default of a variable in the words of the README. */
export function defaultOf({ byDefault, defaultInWords }: Setting<unknown>): string {
  if (defaultInWords) return defaultInWords;
  if (Array.isArray(byDefault)) return byDefault.length > 0 ? code(byDefault.join(',')) : 'none';
  return isPlain(byDefault) ? code(String(byDefault)) : 'none';
}

function isPlain(value: unknown): boolean {
  return value !== undefined && typeof value !== 'object';
}

function table(headings: readonly string[], cells: readonly string[][]): string {
  const rule = headings.map(() => '---');
  return [headings, rule, ...cells].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
