import { readFile, readdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { withSettings } from '../test/settings/readme-tables.js';
import { UNSUPPORTED_NAMES } from './sdk/settings/names/other-names.js';
import { SETTINGS } from './sdk/settings/table/settings.js';

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8');

function sectionOf(readme: string, heading: string): string {
  return readme.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
}

/** The names in the first column of a table. */
function rowsOf(readme: string, heading: string): string[] {
  const cells = sectionOf(readme, heading).match(/^\| `[^|]*\|/gm) ?? [];
  return cells.flatMap((cell) => cell.match(/(?<=`)[\w./@]+(?=`)/g) ?? []).sort();
}

/** A variable, or an error's code, in a source. */
const NAME = /(?<=')(?:OTEL|TRACING)_\w+(?=')/g;

function namesIn(source: string, pattern: RegExp): string[] {
  return [...new Set(source.match(pattern))].sort();
}

describe('the README', () => {
  it('has every setting, as the table of settings has it: else npm run readme writes it anew', async () => {
    const made = await withSettings(await read('../README.md'));
    if (process.env['WRITE_README'])
      await writeFile(new URL('../README.md', import.meta.url), made);
    expect(await read('../README.md')).toBe(made);
    const names = [...Object.keys(SETTINGS), ...Object.keys(UNSUPPORTED_NAMES)];
    expect(rowsOf(made, 'Environment')).toEqual(names.sort());
  });

  it('lists every error code', async () => {
    expect(rowsOf(await read('../README.md'), 'Error codes')).toEqual(
      namesIn(await read('./errors.ts'), NAME),
    );
  });

  it('lists every attribute of our own', async () => {
    expect(rowsOf(await read('../README.md'), 'Attributes of our own')).toEqual(
      namesIn(
        await read('./span/attributes.ts'),
        /(?<=')(?:nestjs|sampling|transaction)\.[\w.]+(?=')/g,
      ),
    );
  });

  it('lists every entry point', async () => {
    const { exports } = JSON.parse(await read('../package.json')) as { exports: object };
    const entryPoints = Object.keys(exports).map((path) => path.replace('.', '@traced/nest'));
    expect(rowsOf(await read('../README.md'), 'Entry points')).toEqual(entryPoints.sort());
  });
});

describe('the comparison with other packages', () => {
  it('names for each feature specs that exist, or says that the feature is missing', async () => {
    const compared = await read('../docs/compared.md');
    const proven = /^\|[^|]*\| (?:(?:no|not yet) *\||[^|]*`[^`|]*[.-]spec\.ts` *\|)/;
    expect(featuresIn(compared).filter((row) => !proven.test(row))).toEqual([]);

    const named = namesIn(compared, /(?<=`)[\w./-]+[.-]spec\.ts(?=`)/g);
    const specs = await specsOfRepository();
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((name) => !specs.some((spec) => spec.endsWith(`/${name}`)))).toEqual([]);
  });

  it('has every row of the README, with the same marks', async () => {
    const rows = new Set(featuresIn(await read('../docs/compared.md')).map(marksOf));
    const ofReadme = featuresIn(sectionOf(await read('../README.md'), 'Compared')).map(marksOf);
    expect(ofReadme.length).toBe(10);
    expect(ofReadme.filter((row) => !rows.has(row))).toEqual([]);
  });
});

function featuresIn(document: string): string[] {
  const rows = document.match(/^\|.*\|$/gm) ?? [];
  return rows.filter((row) => !/^\| (?:feature|[-:])/.test(row));
}

/** A row without its padding, and without the specs that it names. */
function marksOf(row: string): string {
  const [, feature, ours, ...others] = row.split('|').map((cell) => cell.trim());
  return [feature, ours?.replace(/: `.*/, ''), ...others].join('|');
}

async function specsOfRepository(): Promise<string[]> {
  const folders = ['../src', '../../kit/src', '../../../test'];
  const files = folders.map((folder) =>
    readdir(new URL(folder, import.meta.url), { recursive: true }),
  );
  return (await Promise.all(files)).flat().map((file) => `/${file}`);
}
