import type { TreeSyntaxError } from './errors.js';
import { faultIn } from './fault.js';
import type { PictureLine, Range } from './picture-line.js';
import { type Text, bareText, lengthAt, readText } from './text.js';

/** A column of a line: `key=value`, `!key`, or any other text. */
export type Word = Range &
  (
    | { readonly kind: 'attribute'; readonly key: Text; readonly value: Text }
    | { readonly kind: 'absence'; readonly key: Text }
    | { readonly kind: 'text'; readonly text: Text }
  );

const BLANKS = /[ \t]*/y;
const BARE = /(?:[^ \t\\]|\\.?)*/y;
const BARE_KEY = /(?:[^ \t\\=]|\\.?)*/y;

/** Makes a word of a range that is neither `key=value` nor `!key`. */
export function textWord(range: Range): Word {
  return { kind: 'text', start: range.start, end: range.end, text: bareText(range) };
}

/**
 * Reads the words of a line from `offset` on.
 * @throws {TreeSyntaxError} when a quote is not closed, or a key or a value is empty.
 */
export function readWords(line: PictureLine, offset: number): Word[] {
  const words: Word[] = [];
  let start = offset + lengthAt(line, offset, BLANKS);
  while (start < line.end) {
    const word = readWord(line, start);
    refuseTextBehind(line, word.end);
    words.push(word);
    start = word.end + lengthAt(line, word.end, BLANKS);
  }
  return words;
}

function readWord(line: PictureLine, start: number): Word {
  if (line.text[start] === '!') {
    const key = readKey(line, start + 1);
    if (line.text[key.end] === '=') throw valueOfAbsent(line, key);
    return { kind: 'absence', start, end: key.end, key };
  }
  const text = readText(line, start, BARE_KEY);
  if (line.text[text.end] !== '=') return { kind: 'text', start, end: text.end, text };
  const key = readKey(line, start);
  const value = readText(line, key.end + 1, BARE);
  if (value.end === value.start) throw valueless(line, key);
  return { kind: 'attribute', start, end: value.end, key, value };
}

function readKey(line: PictureLine, start: number): Text {
  const key = readText(line, start, BARE_KEY);
  if (key.end > key.start) return key;
  throw faultIn(
    line,
    { start, end: start + 1 },
    {
      expected: 'the key of an attribute',
      proposal: 'Write key=value or !key, and quote a text that begins with = or !.',
    },
  );
}

function valueless(line: PictureLine, key: Text): TreeSyntaxError {
  const written = line.written(key);
  return faultIn(
    line,
    { start: key.start, end: key.end + 1 },
    {
      expected: `a value behind ${written}=`,
      received: 'none',
      proposal: `Write ${written}=* for any value, ${written}="" for an empty text, or !${written} if the attribute must be absent.`,
    },
  );
}

function valueOfAbsent(line: PictureLine, key: Text): TreeSyntaxError {
  const written = line.written(key);
  return faultIn(
    line,
    { start: key.end, end: line.end },
    {
      expected: `no value behind !${written}, which says that the attribute is absent`,
      proposal: `Write !${written} or ${written}=value.`,
    },
  );
}

function refuseTextBehind(line: PictureLine, start: number): void {
  const length = lengthAt(line, start, BARE);
  if (length === 0) return;
  throw faultIn(
    line,
    { start, end: start + length },
    {
      expected: 'a blank',
      proposal: 'Write \\" for a quote within a text.',
    },
  );
}
