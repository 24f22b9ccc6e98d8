import { type Column, columnBehind } from './column.js';
import { faultIn } from './fault.js';
import type { PictureLine } from './picture-line.js';

/** What stands before the text of a line. */
export interface Indent {
  /** The offset of the text. */
  readonly end: number;
  /** The column in which the text begins, which alone decides whose child the line is. */
  readonly column: Column;
  /** The column of `├─` or `└─`; `undefined` when neither stands before the text. */
  readonly elbow: Column | undefined;
}

// The program "tree" of Unix draws no-break spaces behind its guides.
const INDENT =
  /^(?<trunks>[ \t\u00A0]*(?:[│|](?=[ \t\u00A0]|$)[ \t\u00A0]*)*)(?<elbow>[├└╰|+][─-]*(?=[ \t\u00A0]|$)[ \t\u00A0]*)?/;

const GUIDE = /^[\u2500-\u257F|+-]+/;

/**
 * Reads the guides and blanks before the text of a line.
 * @throws {TreeSyntaxError} when the text begins with a character of the guides.
 */
export function readIndent(line: PictureLine): Indent {
  const { trunks = '', elbow = '' } = INDENT.exec(line.text)?.groups ?? {};
  const end = trunks.length + elbow.length;
  const [guide = ''] = GUIDE.exec(line.text.slice(end)) ?? [];
  if (guide !== '') {
    throw faultIn(
      line,
      { start: end, end: end + guide.length },
      {
        expected: 'a guide, such as "├─ ", "└─ " or "│  ", and then a name',
        proposal: `Put a space behind the guide, or quote the name if it begins with ${guide}.`,
      },
    );
  }
  return {
    end,
    column: columnBehind(line.text.slice(0, end)),
    elbow: elbow === '' ? undefined : columnBehind(trunks),
  };
}
