import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('./', import.meta.url));

/** The most entries of a folder that a reader takes in at a glance. */
const MAX_ENTRIES = 16;

function* foldersBelow(path: string): Iterable<string> {
  yield path;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) yield* foldersBelow(`${path}${entry.name}/`);
  }
}

function countEntries(path: string): number {
  return readdirSync(path).filter((name) => !name.includes('.spec.')).length;
}

describe('the folders of the library', () => {
  const folders = [...foldersBelow(ROOT)];

  it('are found', () => expect(folders.length).toBeGreaterThan(20));

  it.each(folders.map((path) => `./${path.slice(ROOT.length)}`))(
    `hold at most ${MAX_ENTRIES} entries beside their specs: %s`,
    (path) => expect(countEntries(`${ROOT}${path}`)).toBeLessThanOrEqual(MAX_ENTRIES),
  );
});
