import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** The folders of the kit, from the top down: each may import from those of the lines below its own. */
const FLOORS = [
  ['runners', 'cli'],
  ['assert', 'app'],
  ['health', 'capture'],
  ['budget', 'contracts', 'report'],
  ['match'],
  ['render', 'sources', 'receiver', 'memory'],
  ['tree'],
  ['arrival', 'otlp', 'pattern'],
  ['running', 'trace'],
];

function floorOf(path: string): number {
  const [room = ''] = path.split(sep);
  return FLOORS.findIndex((rooms) => rooms.includes(room));
}

/** Returns the imports of a file from other folders of the kit, as paths below `src`. */
function importsOf(file: string): string[] {
  const source = readFileSync(join(import.meta.dirname, file), 'utf8');
  return [...source.matchAll(/from '(\.\.\/[^']+)'/g)].map(([, path = '']) =>
    normalize(join(dirname(file), path)),
  );
}

describe('the folders of the kit', () => {
  const files = globSync('*/**/*.ts', { cwd: import.meta.dirname }).filter(
    (file) => !/\.(?:spec|fixture)\.ts$/.test(file),
  );

  it('all have a floor', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => floorOf(file) === -1)).toEqual([]);
  });

  it('import from the floors below them alone', () => {
    const upward = files.flatMap((file) =>
      importsOf(file)
        .filter((path) => path.split(sep)[0] !== file.split(sep)[0])
        .filter((path) => floorOf(path) <= floorOf(file))
        .map((path) => `${file} imports ${path}`),
    );
    expect(upward).toEqual([]);
  });
});
