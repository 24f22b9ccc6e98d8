import type { SpanExpectation } from '../pattern/span-pattern.js';
import type { TextPattern } from '../pattern/value-pattern.js';
import type { SpanKind, StatusCode } from '../trace/span.js';
import { AttributeColumns } from './attribute-columns.js';
import { misspelt, saidTwice, unknownColumn, unknownStatus } from './column-faults.js';
import { nearWord } from './near-word.js';
import type { PictureLine, Range } from './picture-line.js';
import { isInterpolation, readPlainText, readTextPattern } from './read-pattern.js';
import { type Repetition, isRepetition, readRepetition } from './repetition.js';
import type { Text } from './text.js';
import { CAPITALS, isKind, isStatus } from './vocabulary.js';
import type { Word } from './words.js';

/** What the columns of a span say of it, in whatever order they stand. */
export class SpanColumns {
  readonly #attributes = new AttributeColumns();
  #service: TextPattern | undefined;
  #kind: SpanKind | undefined;
  #status: StatusCode | 'any' | undefined;
  #statusMessage: TextPattern | undefined;
  #followsStatus = false;
  #repetition: Repetition | undefined;

  /** How many siblings the span stands for; `undefined` when the line does not say it. */
  get repetition(): Repetition | undefined {
    return this.#repetition;
  }

  /** What is expected of the span besides its name, its events and its children. */
  get expectation(): SpanExpectation {
    const attributes = this.#attributes.pattern;
    return {
      ...(this.#service !== undefined && { service: this.#service }),
      ...(this.#kind && { kind: this.#kind }),
      ...(this.#status !== 'any' && { status: this.#status ?? 'UNSET' }),
      ...(this.#statusMessage !== undefined && { statusMessage: this.#statusMessage }),
      ...(attributes && { attributes }),
    };
  }

  /**
   * Reads a column of the span.
   * @throws {TreeSyntaxError} when the column is none, or contradicts another one.
   */
  read(line: PictureLine, word: Word): void {
    const followsStatus = this.#followsStatus;
    this.#followsStatus = false;
    if (word.kind === 'text' && followsStatus && isMessage(line, word.text))
      this.#statusMessage = readTextPattern(line, word.text);
    else if (word.kind === 'text') this.#readText(line, word.text);
    else if (word.kind === 'attribute' && line.textOf(word.key) === 'status')
      this.#setStatus(line, word, readStatus(line, word.value));
    else this.#attributes.add(line, word);
  }

  #readText(line: PictureLine, text: Text): void {
    const written = line.textOf(text);
    if (isRepetition(line, text)) this.#setRepetition(line, text);
    else if (isKind(written)) this.#setKind(line, text, written);
    else if (isStatus(written)) this.#setStatus(line, text, written);
    else this.#setService(line, text);
  }

  #setRepetition(line: PictureLine, range: Range): void {
    if (this.#repetition) throw saidTwice(line, range, 'repetition');
    this.#repetition = readRepetition(line, range);
  }

  #setKind(line: PictureLine, range: Range, kind: SpanKind): void {
    if (this.#kind) throw saidTwice(line, range, 'kind');
    this.#kind = kind;
  }

  #setStatus(line: PictureLine, range: Range, status: StatusCode | 'any'): void {
    if (this.#status) throw saidTwice(line, range, 'status');
    this.#status = status;
    this.#followsStatus = true;
  }

  #setService(line: PictureLine, text: Text): void {
    const near = text.quoted
      ? undefined
      : nearCapitals(line.textOf(text), this.#service !== undefined);
    if (near !== undefined) throw misspelt(line, text, near);
    if (this.#service !== undefined) throw unknownColumn(line, text);
    this.#service = readTextPattern(line, text);
  }
}

/** Whether a text behind a status is its message. */
function isMessage(line: PictureLine, text: Text): boolean {
  return text.quoted || isInterpolation(line, text);
}

function readStatus(line: PictureLine, value: Text): StatusCode | 'any' {
  const text = readPlainText(line, value);
  if (text === '*') return 'any';
  if (isStatus(text)) return text;
  throw unknownStatus(line, value);
}

/** Returns the kind or status that a word was meant to be; a service has its own name, unless that is in capitals. */
function nearCapitals(word: string, hasService: boolean): string | undefined {
  if (hasService) return nearWord(word.toUpperCase(), CAPITALS);
  return /^[A-Z]+$/.test(word) ? nearWord(word, CAPITALS) : undefined;
}
