import { isMatcher } from '../pattern/value-pattern.js';
import { faultIn } from './fault.js';
import type { PictureLine, Range } from './picture-line.js';

const CONTROL: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const ESCAPE =
  /\\(?:([bfnrt])|u([\da-f]{4})|u\{0*([\da-f]{1,5}|10[\da-f]{4})\}|([^\p{L}\p{N}]))/iuy;

/**
 * Returns the text of a range, in which escapes and interpolations stand for themselves.
 * @param escape Escapes what came from an escape or from an interpolation, and so has no meaning in the notation.
 * @throws {TreeSyntaxError} when an escape is unknown, or an interpolated value is no text.
 */
export function decodeText(
  line: PictureLine,
  { start, end }: Range,
  escape: (text: string) => string,
): string {
  let decoded = '';
  let offset = start;
  while (offset < end) {
    if (line.hasValueAt(offset)) {
      decoded += escape(interpolatedText(line, offset));
      offset += 1;
    } else if (line.text[offset] === '\\') {
      const { text, length } = readEscape(line, offset);
      decoded += escape(text);
      offset += length;
    } else {
      decoded += line.text[offset];
      offset += 1;
    }
  }
  return decoded;
}

/**
 * Returns an interpolated value as text.
 * @throws {TreeSyntaxError} unless it is a string, a number or a boolean.
 */
export function interpolatedText(line: PictureLine, offset: number): string {
  const value = line.valueAt(offset);
  if (['string', 'number', 'bigint', 'boolean'].includes(typeof value)) return String(value);
  throw faultIn(
    line,
    { start: offset, end: offset + 1 },
    {
      expected: 'a string or a number to complete the text',
      received: isMatcher(value) ? 'a matcher' : typeof value,
      proposal: 'Let a matcher stand for the whole name or value, as in key=${matcher}.',
    },
  );
}

function readEscape(line: PictureLine, offset: number): { text: string; length: number } {
  ESCAPE.lastIndex = offset;
  const [escape, control, unit, point, sign] = ESCAPE.exec(line.text) ?? [];
  if (escape === undefined) {
    throw faultIn(
      line,
      { start: offset, end: Math.min(offset + 2, line.end) },
      {
        expected: 'an escape, such as \\*, \\", \\\\, \\n or \\u00e9',
        proposal: 'Write \\\\ for a backslash.',
      },
    );
  }
  const code = unit ?? point;
  const text = sign ?? (code === undefined ? CONTROL[control ?? ''] : toText(code)) ?? '';
  return { text, length: escape.length };
}

function toText(code: string): string {
  return String.fromCodePoint(Number.parseInt(code, 16));
}
