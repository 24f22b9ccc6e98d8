import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import * as kit from '@traced/kit';

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8');

/** Returns the name of each error class that a source defines, with its code. */
function errorsIn(source: string): [name: string, code: string][] {
  const classes = source.matchAll(/class (\w+) extends Error \{[^}]*?code = '(\w+)'/g);
  return [...classes].map(([, name = '', code = '']) => [name, code]);
}

describe('the README', () => {
  it('lists every error that the kit exports, with its code', async () => {
    const files = globSync('*/errors.ts', { cwd: import.meta.dirname });
    const sources = await Promise.all(files.map((file) => read(`./${file}`)));
    const exported = sources.flatMap(errorsIn).filter(([name]) => name in kit);

    const rows = (await read('../README.md')).matchAll(/^\| `(\w+)` +\| `(KIT_\w+)` +\|/gm);
    const listed = [...rows].map(([, name = '', code = '']) => [name, code] as const);

    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(exported));
    expect(listed).toHaveLength(Object.keys(kit).filter((name) => name.endsWith('Error')).length);
  });
});
