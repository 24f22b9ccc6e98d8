import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** One block of code of a document. */
export interface WrittenBlock {
  /** The file that the line above the block begins with; `undefined` where that line names none. */
  readonly file: string | undefined;
  /** What stands behind the three back-ticks, such as `sh`; `diff` for a change of the file. */
  readonly language: string;
  readonly text: string;
}

/** One step of a document, which creates a file or changes one. */
export interface WrittenStep extends WrittenBlock {
  readonly file: string;
}

const BLOCK =
  /^(?:(?:\d+\. )?`(?<file>[^`\n]+)`.*\n\n)?(?<indent> *)```(?<language>\w+)\n(?<text>[^]*?)\n\k<indent>```$/gm;

/** Reads the blocks of code below a heading of a Markdown document, those in its numbered steps included. */
export function readBlocks(document: string, heading: string): WrittenBlock[] {
  const [, section] = document.split(`\n## ${heading}\n`);
  if (section === undefined) throw new Error(`Expected a heading '${heading}'.`);
  const [body = ''] = section.split('\n## ');
  return [...body.matchAll(BLOCK)].map(({ groups = {} }) => {
    const { file, indent = '', language = '', text = '' } = groups;
    const lines = text.split('\n').map((line) => line.slice(indent.length));
    return { file, language, text: `${lines.join('\n')}\n` };
  });
}

/** Reads the steps below a heading of a Markdown document: each a line that begins with a file name, then a block of code. */
export function readSteps(document: string, heading: string): WrittenStep[] {
  return readBlocks(document, heading).filter(isStep);
}

/** Whether a block creates a file or changes one. */
export function isStep(block: WrittenBlock): block is WrittenStep {
  return block.file !== undefined;
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
