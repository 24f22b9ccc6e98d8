import { escapeGlob } from '../pattern/glob.js';
import { type TextPattern, type ValuePattern, isMatcher } from '../pattern/value-pattern.js';
import { ANY_VALUE } from './any-value.js';
import { decodeText, interpolatedText } from './decode-text.js';
import { interpolatedValue } from './interpolated-value.js';
import { literalValue } from './literals.js';
import type { PictureLine } from './picture-line.js';
import type { Text } from './text.js';

/**
 * Returns the pattern that is written for the value of an attribute.
 * @throws {TreeSyntaxError} when an escape is unknown, or an interpolated value is none that an attribute can have.
 */
export function readValue(line: PictureLine, text: Text): ValuePattern {
  if (isInterpolation(line, text)) return interpolatedValue(line, text);
  if (text.quoted) return readGlob(line, text);
  const raw = line.textOf(text);
  if (raw === '*') return ANY_VALUE;
  const literal = literalValue(raw);
  return literal === undefined ? readGlob(line, text) : literal;
}

/**
 * Returns the pattern that is written for a name or a service.
 * @throws {TreeSyntaxError} when an escape is unknown, or an interpolated value is no text and no matcher.
 */
export function readTextPattern(line: PictureLine, text: Text): TextPattern {
  if (!isInterpolation(line, text)) return readGlob(line, text);
  const value = line.valueAt(text.start);
  if (isMatcher(value)) return value;
  return escapeGlob(interpolatedText(line, text.start));
}

/** Returns what is written as text, in which `*` has no meaning. */
export function readPlainText(line: PictureLine, { inner }: Text): string {
  return decodeText(line, inner, (text) => text);
}

/** Whether the text is an interpolation and nothing else. */
export function isInterpolation(line: PictureLine, { start, end }: Text): boolean {
  return end === start + 1 && line.hasValueAt(start);
}

function readGlob(line: PictureLine, { inner }: Text): string {
  return decodeText(line, inner, escapeGlob);
}
