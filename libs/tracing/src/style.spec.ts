import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { docstringsIn } from '../test/docstrings.js';

const REPOSITORY = new URL('../../../', import.meta.url);

const OPENINGS = [
  'Of',
  'Does so',
  'The same',
  'That of',
  'Those',
  'Not',
  'By',
  'Its',
  'As',
  'Where',
  'With',
];

const LEANING = new RegExp(`^(?:${OPENINGS.join('|')})\\b`);

/** A source without this has no such docstring: to parse every source would take seconds. */
const SUSPECT = new RegExp(`/\\*\\*[\\s*]*(?:${OPENINGS.join('|')})\\b`);

/** A source that was written by hand. */
const SOURCE = /^(?!(?:.*\/)?(?:dist|node_modules|\.bin)\/).*\.(?:[cm]?ts|m?js)$/;

/** Returns the docstrings of `source` that make no sense without a neighbour, each as `file:line: text`. */
function leaningIn(file: string, source: string): string[] {
  if (!SUSPECT.test(source)) return [];
  return docstringsIn(source)
    .filter(({ text }) => LEANING.test(text))
    .map(({ line, text }) => `${file}:${line}: ${text}`);
}

/** Reads every source below a folder of the repository, and returns the docstrings that lean on a neighbour. */
async function leaningBelow(folder: string): Promise<string[]> {
  const files = await readdir(new URL(`${folder}/`, REPOSITORY), { recursive: true });
  const paths = files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => SOURCE.test(file))
    .map((file) => `${folder}/${file}`);
  const found = paths.map(async (path) =>
    leaningIn(path, await readFile(new URL(path, REPOSITORY), 'utf8')),
  );
  return (await Promise.all(found)).flat();
}

describe.each(['libs', 'apps', 'test', '.ci'])('the docstrings of %s', (folder) => {
  it('make sense without their neighbours, as docs/style.md asks', async () => {
    expect(await leaningBelow(folder)).toEqual([]);
  });
});

describe('the search for docstrings that lean on a neighbour', () => {
  it.each(OPENINGS)('finds one that opens with "%s"', (opening) => {
    const source = `const a = 1;\n\n/** ${opening} a trace. */\nconst b = 2;\n`;
    expect(leaningIn('made-up.ts', source)).toEqual([`made-up.ts:3: ${opening} a trace.`]);
  });

  it.each([
    ['of several lines', '/**\n * Of a trace\n * that begins now.\n */\nconst a = 1;'],
    ['of a member', 'interface A {\n  /** Of a trace that begins now. */\n  b: string;\n}'],
    ['of a parameter', 'function a(/** Of a trace that begins now. */ b: string) {}'],
    ['behind a statement', 'const a = 1; /** Of a trace that begins now. */'],
    ['above nothing', 'function a() {\n  /** Of a trace that begins now. */\n}'],
  ])('finds one %s', (_where, source) => {
    expect(leaningIn('made-up.ts', source)).toEqual([
      expect.stringMatching(/^made-up\.ts:\d: Of a trace that begins now\.$/),
    ]);
  });

  it.each([
    ['a word that begins as one of them', '/** Notes, bytes, items and assets. Asks of all. */'],
    ['one of them within the sentence', '/** The span of a call, as the caller sees it. */'],
    ['a comment that is no docstring', '/* Of a trace. */ // /** Of a trace. */'],
    ['a text', "const text = '/** Of a trace. */';"],
    ['a template', 'const text = `/** Of a trace. */`;'],
    ['a regular expression', 'const pattern = /\\/\\** Of a trace. *\\//;'],
  ])('passes over %s', (_what, source) => {
    expect(leaningIn('made-up.ts', `${source}\nconst a = 1;\n`)).toEqual([]);
  });
});
