import { faultIn } from './fault.js';
import type { PictureLine, Range } from './picture-line.js';

/** A text in quotes, or up to the next blank. The range is that of the whole text with its quotes. */
export interface Text extends Range {
  readonly quoted: boolean;
  /** What stands between the quotes; the whole range of a text without quotes. */
  readonly inner: Range;
}

const QUOTED = /"(?:[^"\\]|\\.)*"/y;

/** Returns the length of what `pattern`, a sticky expression, matches at `offset`. */
export function lengthAt(line: PictureLine, offset: number, pattern: RegExp): number {
  pattern.lastIndex = offset;
  return pattern.exec(line.text)?.[0].length ?? 0;
}

/** Makes a text without quotes of a range. */
export function bareText({ start, end }: Range): Text {
  return { start, end, quoted: false, inner: { start, end } };
}

/**
 * Reads the text at `start`: in quotes, or as far as the sticky expression `bare` matches.
 * @throws {TreeSyntaxError} when a quote is not closed.
 */
export function readText(line: PictureLine, start: number, bare: RegExp): Text {
  if (line.text[start] !== '"')
    return bareText({ start, end: start + lengthAt(line, start, bare) });
  const end = start + lengthAt(line, start, QUOTED);
  if (end > start) return { start, end, quoted: true, inner: { start: start + 1, end: end - 1 } };
  throw faultIn(
    line,
    { start, end: line.end },
    {
      expected: 'a closing " in the same line',
      received: 'the end of the line',
      proposal: 'Close the text by ", and write \\" for a quote within it.',
    },
  );
}
