import { decodeText } from './decode-text.js';
import { faultIn } from './fault.js';
import type { PictureLine, Range } from './picture-line.js';

/** How many siblings a line stands for; `max` may be Infinity. */
export interface Repetition {
  readonly min: number;
  readonly max: number;
}

const BOUNDS = /^[×x](?<min>\d{1,9})(?<range>\.\.(?<max>\d{1,9})?)?$/;

/** Whether a word says how often a span is there: `?`, or `×3`, which is `x3` where a keyboard lacks the sign. */
export function isRepetition(line: PictureLine, range: Range): boolean {
  const [sign = '', next = ''] = line.textOf(range);
  if (sign === '?' || sign === '×') return next === '' || sign === '×';
  return sign === 'x' && (/\d/.test(next) || line.hasValueAt(range.start + 1));
}

/**
 * Reads `?`, `×3`, `×1..3` or `×2..`.
 * @throws {TreeSyntaxError} when it is none of these, or the lower bound is above the upper one.
 */
export function readRepetition(line: PictureLine, range: Range): Repetition {
  if (line.textOf(range) === '?') return { min: 0, max: 1 };
  const text = decodeText(line, range, (plain) => plain);
  const bounds = BOUNDS.exec(text)?.groups;
  if (!bounds) {
    throw faultIn(line, range, {
      expected: 'a repetition: ×3, ×1..3 or ×2..',
      proposal: 'Write ×0..3 for at most three, and quote the name if the sign belongs to it.',
    });
  }
  const min = Number(bounds['min']);
  const max = bounds['max'] === undefined ? Infinity : Number(bounds['max']);
  const upper = bounds['range'] === undefined ? min : max;
  if (min > upper) {
    throw faultIn(line, range, {
      expected: 'a repetition from the lower to the higher number',
      proposal: `Write ×${upper}..${min}.`,
    });
  }
  return { min, max: upper };
}
