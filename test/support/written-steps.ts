import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** One numbered step of a document, which creates a file or changes one. */
export interface WrittenStep {
  readonly file: string;
  /** `diff` for a change of a file; any other language for the whole text of a new one. */
  readonly language: string;
  readonly text: string;
}

const STEP =
  /^\d+\. `(?<file>[^`]+)`.*\n\n(?<indent> +)```(?<language>\w+)\n(?<text>[^]*?)\n\k<indent>```$/gm;

/** Reads the numbered steps below a heading of a Markdown document: each a file name, then a block of code. */
export function readSteps(document: string, heading: string): WrittenStep[] {
  const [, section = ''] = document.split(`\n## ${heading}\n`);
  const [body = ''] = section.split('\n## ');
  return [...body.matchAll(STEP)].map(({ groups = {} }) => {
    const { file = '', indent = '', language = '', text = '' } = groups;
    const lines = text.split('\n').map((line) => line.slice(indent.length));
    return { file, language, text: `${lines.join('\n')}\n` };
  });
}

/** Takes one step in the folder `root`. */
export async function takeStep(root: string, { file, language, text }: WrittenStep): Promise<void> {
  const path = join(root, file);
  if (language !== 'diff') {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
    return;
  }
  const [before, after] = [/^[ -]/, /^[ +]/].map((side) => linesOf(text, side));
  const parts = (await readFile(path, 'utf8')).split(`\n${before}`);
  if (parts.length !== 2) {
    throw new Error(
      `Expected ${file} to have these lines once, found ${parts.length - 1}:\n${before}`,
    );
  }
  await writeFile(path, parts.join(`\n${after}`));
}

function linesOf(diff: string, side: RegExp): string {
  const lines = diff.split('\n').filter((line) => side.test(line));
  return lines.map((line) => `${line.slice(1)}\n`).join('');
}
