import { isMatcher } from '../pattern/value-pattern.js';
import type { TreeSyntaxError } from './errors.js';
import { faultIn } from './fault.js';
import type { PictureLine, Range } from './picture-line.js';
import { isRepetition } from './repetition.js';
import { CAPITALS } from './vocabulary.js';
import { type Text, bareText, lengthAt, readText } from './text.js';
import { type Word, textWord } from './words.js';

/** The name in a line, and the signs close behind it that say how often the span is there. */
export interface Name {
  readonly text: Text;
  readonly signs: readonly Word[];
  /** The offset from which on the line has columns. */
  readonly end: number;
}

const WORD = /(?:[^ \t\\]|\\.?)+/y;
const OPTIONAL_SIGN = /\?(?=[ \t]|$)/y;
const ENDS_OPTIONAL = /^(?:[^\\]|\\.)+\?$/;
const COLUMN = /^!?[\w.-]+=/;

/**
 * Reads the name at `start`: a text in quotes, an interpolated matcher, or words with one space between them.
 * @throws {TreeSyntaxError} when there is none, or a column follows it too closely.
 */
export function readName(line: PictureLine, start: number): Name {
  if (line.text[start] === '"') return withSign(line, readText(line, start, WORD));
  if (line.hasValueAt(start) && isMatcher(line.valueAt(start))) {
    return withSign(line, bareText({ start, end: start + 1 }));
  }
  return readBareName(line, start);
}

function withSign(line: PictureLine, text: Text): Name {
  const end = text.end + lengthAt(line, text.end, OPTIONAL_SIGN);
  const rest = lengthAt(line, end, WORD);
  if (rest > 0) {
    throw faultIn(
      line,
      { start: end, end: end + rest },
      {
        expected: 'a blank behind the name',
        proposal: 'Quote the whole name, and write \\" for a quote within it.',
      },
    );
  }
  return { text, signs: end === text.end ? [] : [textWord({ start: text.end, end })], end };
}

function readBareName(line: PictureLine, start: number): Name {
  const words = wordsOfName(line, start);
  const end = words.at(-1)?.end ?? start;
  const signs = takeSigns(line, words);
  const last = words.at(-1);
  if (!last) throw nameless(line, { start, end });
  if (CAPITALS.includes(line.textOf({ start, end: last.end }))) throw nameless(line, last);
  for (const word of words.slice(1)) refuseColumn(line, word);
  return { text: bareText({ start, end: last.end }), signs, end };
}

function nameless(line: PictureLine, range: Range): TreeSyntaxError {
  return faultIn(line, range, {
    expected: 'the name of a span',
    proposal: 'Write * for any name, and quote a name that is a sign or a column elsewhere.',
  });
}

function wordsOfName(line: PictureLine, start: number): Range[] {
  const words: Range[] = [];
  let offset = start;
  for (
    let length = lengthAt(line, offset, WORD);
    length > 0;
    length = lengthAt(line, offset, WORD)
  ) {
    words.push({ start: offset, end: offset + length });
    offset += length + 1;
    if (line.text[offset - 1] !== ' ') break;
  }
  return words;
}

/** Removes from the end of a name what says how often the span is there. */
function takeSigns(line: PictureLine, words: Range[]): Word[] {
  const signs: Word[] = [];
  for (let word = words.pop(); word; word = words.pop()) {
    const text = line.textOf(word);
    if (text === '?' || (words.length > 0 && isRepetition(line, word))) {
      signs.unshift(textWord(word));
    } else if (ENDS_OPTIONAL.test(text)) {
      signs.unshift(textWord({ start: word.end - 1, end: word.end }));
      words.push({ start: word.start, end: word.end - 1 });
    } else {
      words.push(word);
      break;
    }
  }
  return signs;
}

function refuseColumn(line: PictureLine, word: Range): void {
  const text = line.textOf(word);
  if (!CAPITALS.includes(text) && !COLUMN.test(text)) return;
  throw faultIn(line, word, {
    expected: `two spaces between the name and ${text}`,
    received: 'one',
    proposal: 'Put another space before it, or quote the name if it belongs to it.',
  });
}
