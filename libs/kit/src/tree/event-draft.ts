import type { EventPattern } from '../pattern/span-pattern.js';
import type { TextPattern } from '../pattern/value-pattern.js';
import { AttributeColumns } from './attribute-columns.js';
import { faultIn } from './fault.js';
import type { PictureLine } from './picture-line.js';
import type { Word } from './words.js';

/** An event of a span, as far as its lines have been read. */
export class EventDraft {
  readonly #name: TextPattern;
  readonly #attributes = new AttributeColumns();

  constructor(name: TextPattern) {
    this.#name = name;
  }

  /**
   * Reads a column of the event.
   * @throws {TreeSyntaxError} when the column is not about an attribute.
   */
  read(line: PictureLine, word: Word): void {
    if (word.kind !== 'text') {
      this.#attributes.add(line, word);
      return;
    }
    throw faultIn(line, word, {
      expected: 'key=value, as an event has attributes alone',
      proposal: 'Quote the name of the event if this belongs to it.',
    });
  }

  toPattern(): EventPattern {
    const attributes = this.#attributes.pattern;
    return { name: this.#name, ...(attributes && { attributes }) };
  }
}
