import { displayWidth } from '../trace/display-width.js';
import { printable } from '../trace/printable.js';
import type { PictureLine, Range } from './picture-line.js';

const LINES = 3;
const TAB_WIDTH = 8;

/** Draws a line of a picture below the two lines before it, with carets below the range. */
export function drawExcerpt(line: PictureLine, range: Range): string {
  const lines = linesUpTo(line);
  const texts = lines.map((each) => shown(each, { start: 0, end: each.end }).trimEnd());
  const indent = Math.min(...texts.map((text) => text.search(/[^ ]/)).filter((at) => at >= 0));
  const width = String(line.number).length;
  const rows = lines.map(({ number }, index) => {
    const text = texts[index]?.slice(indent) ?? '';
    return `  ${String(number).padStart(width)} │ ${text}`.trimEnd();
  });
  const before = displayWidth(shown(line, { start: 0, end: range.start })) - indent;
  const carets = '^'.repeat(Math.max(1, displayWidth(shown(line, range))));
  return [...rows, `  ${' '.repeat(width)} │ ${' '.repeat(Math.max(0, before))}${carets}`].join(
    '\n',
  );
}

/** Returns the text of the range as an excerpt shows it: tabs as spaces, and no character that moves the cursor. */
export function shown(line: PictureLine, { start, end }: Range): string {
  const before = expandTabs(line.written({ start: 0, end: start }));
  return printable(expandTabs(line.written({ start: 0, end })).slice(before.length));
}

function linesUpTo(line: PictureLine): PictureLine[] {
  const lines: PictureLine[] = [];
  let next: PictureLine | undefined = line;
  while (next && next.number > 0 && lines.length < LINES) {
    lines.unshift(next);
    next = next.above;
  }
  return lines;
}

function expandTabs(text: string): string {
  return text
    .split('\t')
    .reduce(
      (before, after) => before + ' '.repeat(TAB_WIDTH - (before.length % TAB_WIDTH)) + after,
    );
}
