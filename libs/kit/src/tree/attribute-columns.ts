import type { AttributesPattern } from '../pattern/span-pattern.js';
import type { ValuePattern } from '../pattern/value-pattern.js';
import { faultIn } from './fault.js';
import type { PictureLine } from './picture-line.js';
import { readPlainText, readValue } from './read-pattern.js';
import type { Text } from './text.js';
import type { Word } from './words.js';

/** The attributes that lines expect, written as `key=value` and `!key`. */
export class AttributeColumns {
  readonly #patterns = new Map<string, ValuePattern | undefined>();

  /** The expected attributes; `undefined` when none was named. */
  get pattern(): AttributesPattern | undefined {
    return this.#patterns.size === 0 ? undefined : Object.fromEntries(this.#patterns);
  }

  /**
   * Adds what a word expects of an attribute.
   * @throws {TreeSyntaxError} when the attribute was named before, or its value is malformed.
   */
  add(line: PictureLine, word: Exclude<Word, { kind: 'text' }>): void {
    const key = readPlainText(line, word.key);
    if (this.#patterns.has(key)) throw namedTwice(line, word.key);
    this.#patterns.set(key, word.kind === 'absence' ? undefined : readValue(line, word.value));
  }
}

function namedTwice(line: PictureLine, key: Text): Error {
  return faultIn(line, key, {
    expected: 'each attribute once',
    proposal: `Remove one of the two columns about ${line.written(key)}.`,
  });
}
