import { stripVTControlCharacters } from 'node:util';

/** Returns what Jest prints when `assertion` fails, without colours. */
export async function failureOf(assertion: () => unknown): Promise<string> {
  try {
    await assertion();
  } catch (error) {
    return stripVTControlCharacters((error as Error).message);
  }
  throw new Error('Expected the assertion to fail.');
}

/** Returns `block` without its first and last line, and without the indentation that all its lines share. */
export function text([block = '']: readonly string[]): string {
  const lines = block.split('\n').slice(1, -1);
  const indents = lines.filter((line) => line !== '').map((line) => line.search(/\S/));
  return `${lines.map((line) => line.slice(Math.min(...indents))).join('\n')}\n`;
}
