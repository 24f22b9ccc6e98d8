import { TreeSyntaxError } from './errors.js';
import { drawExcerpt, shown } from './excerpt.js';
import type { PictureLine, Range } from './picture-line.js';

interface Complaint {
  readonly expected: string;
  /** Left out, it is the text of the faulty range. */
  readonly received?: string;
  /** A sentence that says what to write instead. */
  readonly proposal: string;
}

/** Makes an error about a faulty range of a line. */
export function faultIn(
  line: PictureLine,
  range: Range,
  { expected, received = shown(line, range) || 'the end of the line', proposal }: Complaint,
): TreeSyntaxError {
  return new TreeSyntaxError({
    line: line.number,
    column: line.written({ start: 0, end: range.start }).length + 1,
    expected,
    received,
    proposal,
    excerpt: drawExcerpt(line, range),
  });
}
