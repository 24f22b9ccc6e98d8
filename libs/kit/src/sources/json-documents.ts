/** A JSON document of a stream, and the line on which it begins, from 1. */
export interface JsonDocument {
  readonly json: unknown;
  readonly line: number;
}

/**
 * Cuts a stream of text into its JSON objects, which may be one over many lines, or one on each line.
 * @throws {SyntaxError} when what lies between braces is no JSON, or something else than an object begins.
 */
export class JsonDocuments {
  /** The text of the document that has begun and has not ended. */
  #begun = '';
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #line = 1;
  #beginLine = 1;

  /** Whether a document has begun and has not ended. */
  get isCut(): boolean {
    return this.#depth > 0;
  }

  /** The line on which the last document began. */
  get line(): number {
    return this.#beginLine;
  }

  /** Takes the next part of the stream, and returns the documents that end in it. */
  push(chunk: string): JsonDocument[] {
    const documents: JsonDocument[] = [];
    // Where in the chunk the text of the document goes on.
    let start = 0;
    for (let index = 0; index < chunk.length; index++) {
      const character = chunk.charAt(index);
      if (this.#depth === 0) {
        if (!this.#begin(character)) continue;
        start = index;
      }
      if (!this.#read(character)) continue;
      const json: unknown = JSON.parse(this.#begun + chunk.slice(start, index + 1));
      documents.push({ json, line: this.#beginLine });
      this.#begun = '';
    }
    if (this.isCut) this.#begun += chunk.slice(start);
    return documents;
  }

  #begin(character: string): boolean {
    if (character === '\n') this.#line++;
    // A byte order mark may come first.
    if (/[\s\uFEFF]/.test(character)) return false;
    this.#beginLine = this.#line;
    if (character !== '{') throw new SyntaxError('an object was to begin');
    return true;
  }

  /** Reads a character of a document, and returns whether the document ends with it. */
  #read(character: string): boolean {
    if (character === '\n') this.#line++;
    if (this.#isEscaped) this.#isEscaped = false;
    else if (this.#isInString) {
      this.#isEscaped = character === '\\';
      this.#isInString = character !== '"';
    } else if (character === '"') this.#isInString = true;
    else if (character === '{' || character === '[') this.#depth++;
    else if (character === '}' || character === ']') this.#depth--;
    return this.#depth === 0;
  }
}
