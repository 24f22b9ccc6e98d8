import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, posix } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packPackages } from './installed-app.js';
import { anchorsIn, relativeLinksIn } from './markdown-links.js';

/** The files of a package, by their paths from its root. */
type Files = ReadonlyMap<string, string>;

let directory: string;
let packages: Record<string, Files>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'traced-documents-'));
  const tarballs = await packPackages(join(directory, 'packed'));
  const unpacked = tarballs.map(async (tarball) => [nameOf(tarball), await unpack(tarball)]);
  packages = Object.fromEntries(await Promise.all(unpacked)) as Record<string, Files>;
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function nameOf(tarball: string): string {
  return basename(tarball).replace(/-\d.*/, '');
}

async function unpack(tarball: string): Promise<Files> {
  const folder = join(directory, nameOf(tarball));
  await mkdir(folder);
  await promisify(execFile)('tar', ['-xzf', tarball, '-C', folder]);
  const root = join(folder, 'package');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1));
  const files = paths.map(async (path): Promise<[string, string]> => [
    path.replaceAll('\\', '/'),
    await readFile(join(root, path), 'utf8'),
  ]);
  return new Map(await Promise.all(files));
}

/** Returns the links that lead to no file of the package, or to no heading of one, as `document: target`. */
function deadLinksIn(files: Files): string[] {
  const documents = [...files].filter(([path]) => path.endsWith('.md'));
  return documents.flatMap(([path, text]) =>
    relativeLinksIn(text)
      .filter((link) => {
        const target = link.path ? posix.join(dirname(path), link.path) : path;
        const content = files.get(target);
        if (content === undefined) return true;
        return link.anchor !== '' && !anchorsIn(content).has(link.anchor);
      })
      .map((link) => `${path}: ${link.path}${link.anchor && `#${link.anchor}`}`),
  );
}

describe.each(['traced-nest', 'traced-kit'])('the tarball of %s', (name) => {
  it('contains the licence of the repository', async () => {
    const licence = await readFile(new URL('../../LICENSE', import.meta.url), 'utf8');
    expect(packages[name]?.get('LICENSE')).toBe(licence);
  });

  it('contains its README, in which every relative link leads to a file and a heading of the tarball', () => {
    const files = packages[name] ?? new Map<string, string>();
    expect(files.get('README.md')).toMatch(/^# @traced\//);
    expect(deadLinksIn(files)).toEqual([]);
  });
});

describe.each([
  ['traced-nest', ['docs/faults.md', 'docs/compared.md', 'docs/adr/README.md']],
  ['traced-kit', ['docs/first-test.md', 'docs/recipes.md', 'docs/tree.md', 'docs/ledger.md']],
])('the tarball of %s', (name, linked) => {
  it('contains every document that the README links to', () => {
    const documents = [...(packages[name]?.keys() ?? [])];
    expect(documents).toEqual(expect.arrayContaining(linked));
  });
});

describe('the search for dead links', () => {
  it.each([
    ['a file that is missing', '[a](docs/b.md)'],
    ['a file outside of the package', '[a](../README.md)'],
    ['a folder', '[a](docs)'],
    ['a heading that is missing', '[a](#c)'],
    ['a heading that another file lacks', '[a](docs/a.md#c)'],
    ['an image that is missing', '![a](a.png)'],
    ['a link with a title', '[a](docs/b.md "b")'],
    ['a link whose text is code', '[`a()`](docs/b.md)'],
    ['a heading that is only in code', '[a](#d)\n\n```sh\n# d\n```\n'],
  ])('finds %s', (_what, text) => {
    const files = new Map([
      ['README.md', text],
      ['docs/a.md', '# A'],
    ]);
    expect(deadLinksIn(files)).toHaveLength(1);
  });

  it.each([
    ['a file', '[a](docs/a.md)'],
    ['a heading', '# A `b()`, c\n\n[a](#a-b-c)'],
    ['the second heading with one text', '# A\n\n# A\n\n[a](#a-1)'],
    ['a heading of another file', '[a](docs/a.md#a)'],
    ['an absolute URL', '[a](https://example.com/b.md)'],
    ['what is code', '`[a](docs/b.md)`\n\n```md\n[a](docs/b.md)\n```\n'],
  ])('passes over %s', (_what, text) => {
    const files = new Map([
      ['README.md', text],
      ['docs/a.md', '# A'],
    ]);
    expect(deadLinksIn(files)).toEqual([]);
  });
});
