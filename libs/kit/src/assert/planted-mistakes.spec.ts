import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { drawHeader } from '../match/diff.js';
import { judgeMatch } from '../match/verdict.js';
import { finish } from '../running/steps.js';
import { MISTAKES, type Mistake } from './planted-mistakes.fixture.js';

const PLAIN = {
  EXPECTED_COLOR: (text: string) => text,
  RECEIVED_COLOR: (text: string) => text,
  DIM_COLOR: (text: string) => text,
  stringify: (value: unknown) => (value instanceof RegExp ? String(value) : JSON.stringify(value)),
};

/** Returns the diff that the matcher shows, which stands in the repository as a file of the mistake's name. */
function diffOf({ pattern, trace, neighbours = [] }: Mistake): string {
  const verdict = finish(judgeMatch(pattern, trace, () => neighbours));
  expect(verdict.pass).toBe(false);
  return `${drawHeader(trace, 'complete', PLAIN)}\n\n${finish(verdict.draw(PLAIN))}\n`;
}

/** Returns the diff in the repository; with WRITE_DIFFS=true it is written first. */
async function recorded({ name }: Mistake, diff: string): Promise<string> {
  const file = new URL(`./planted-mistakes/${name.replaceAll(' ', '-')}.txt`, import.meta.url);
  if (process.env['WRITE_DIFFS'] === 'true') await writeFile(file, diff);
  return readFile(file, 'utf8');
}

describe('the diff', () => {
  it('is recorded for thirty mistakes', () => {
    expect(new Set(MISTAKES.map(({ name }) => name)).size).toBe(30);
  });

  it.each(MISTAKES)('shows in its first marked line that $name', async (mistake) => {
    const diff = diffOf(mistake);
    const lines = diff.split('\n');
    const firstMarked = lines.findIndex((line) => /^[-+!] /.test(line));
    expect(lines[firstMarked]).toContain(mistake.fault);
    expect(firstMarked).toBeLessThan(20);
    expect(diff).toBe(await recorded(mistake, diff));
  });
});
