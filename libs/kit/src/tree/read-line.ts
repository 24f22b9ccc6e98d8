import type { ChildPattern } from '../pattern/span-pattern.js';
import { type TextPattern, isMatcher } from '../pattern/value-pattern.js';
import type { SpanSubject } from './span-draft.js';
import { faultIn } from './fault.js';
import type { PictureLine, Range } from './picture-line.js';
import { readName } from './read-name.js';
import { readTextPattern } from './read-pattern.js';
import { isRepetition } from './repetition.js';
import { type Word, readWords } from './words.js';

/** A line about a span. */
export interface SpanText {
  readonly kind: 'span';
  /** The name as it was written. */
  readonly label: string;
  readonly subject: SpanSubject;
  readonly words: readonly Word[];
}

/** A line about the span above it. */
export type DetailText =
  | { readonly kind: 'order' }
  | { readonly kind: 'attributes'; readonly words: readonly Word[] }
  | { readonly kind: 'event'; readonly name: TextPattern; readonly words: readonly Word[] };

/** What the text of a line says. */
export type LineText = { readonly kind: 'blank' | 'others' } | SpanText | DetailText;

const OTHERS = /^(?:…|\.\.\.)/;
const ORDER = /^in order:?$/;
const EVENT = /^•[ \t]*/;
const ATTRIBUTE = /^(?:!|"(?:[^"\\]|\\.)*"=|(?:[^ \t\\="]|\\.)(?:[^ \t\\=]|\\.)*=)/;

/**
 * Reads the text of a line from `start` on, where its guides end.
 * @throws {TreeSyntaxError} when the text is not in the notation.
 */
export function readLine(line: PictureLine, start: number): LineText {
  const text = line.text.slice(start).replace(/[ \t]+$/, '');
  if (text === '') return { kind: 'blank' };
  if (OTHERS.test(text)) return readOthers(line, { start, end: start + text.length });
  if (ORDER.test(text)) return { kind: 'order' };
  if (ATTRIBUTE.test(text)) return { kind: 'attributes', words: readWords(line, start) };
  const [bullet = ''] = EVENT.exec(text) ?? [];
  return bullet === '' ? readSpan(line, start) : readEvent(line, start + bullet.length);
}

function readOthers(line: PictureLine, range: Range): LineText {
  const text = line.textOf(range);
  if (text === '…' || text === '...') return { kind: 'others' };
  throw faultIn(line, range, {
    expected: '… alone, which allows further children',
    proposal: 'Write a span on a line of its own, or quote the name.',
  });
}

function readEvent(line: PictureLine, start: number): DetailText {
  const { text, signs, end } = readName(line, start);
  const words = [...signs, ...readWords(line, end)];
  return { kind: 'event', name: readTextPattern(line, text), words };
}

function readSpan(line: PictureLine, start: number): SpanText {
  const { text, signs, end } = readName(line, start);
  const words = [...signs, ...readWords(line, end)];
  const label = line.written(text);
  const given = line.valueAt(start);
  if (!isChildPattern(given)) {
    return { kind: 'span', label, subject: { name: readTextPattern(line, text) }, words };
  }
  refuseBeside(line, { start: start + 1, end: text.end });
  for (const word of words) {
    if ('pattern' in given || !isRepetition(line, word)) refuseBeside(line, word);
  }
  return { kind: 'span', label, subject: { given }, words };
}

function refuseBeside(line: PictureLine, range: Range): void {
  if (range.start === range.end) return;
  throw faultIn(line, range, {
    expected: 'nothing beside an interpolated pattern',
    proposal: 'Say it in the pattern that is interpolated.',
  });
}

function isChildPattern(value: unknown): value is ChildPattern {
  if (typeof value !== 'object' || value === null || isMatcher(value)) return false;
  return 'name' in value || 'pattern' in value;
}
