import { hexOfFour, randomWord, wordAt } from './hex.js';

/**
 * A trace id as four signed 32-bit numbers, the first of which has its first eight digits. Its text is made when it is
 * read first, as most ids are exported as bytes and never read.
 */
export class TraceId {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  #text: string | undefined;

  private constructor(a: number, b: number, c: number, d: number, text?: string) {
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
    this.#text = text;
  }

  /**
   * Draws a random trace id.
   *
   * @param checksum the {@link TraceId.checksum} of the id. Default: a random one
   */
  static random(checksum = randomWord()): TraceId {
    const a = randomWord();
    const b = randomWord();
    const c = randomWord();
    const d = a ^ b ^ c ^ checksum;
    // Only zeros are no trace id: https://www.w3.org/TR/trace-context/#trace-id
    return (a | b | c | d) === 0 ? TraceId.random(checksum) : new TraceId(a, b, c, d);
  }

  /** Reads a valid trace id of 32 hexadecimal digits. */
  static parse(text: string): TraceId {
    return new TraceId(wordAt(text, 0), wordAt(text, 8), wordAt(text, 16), wordAt(text, 24), text);
  }

  /** The exclusive or of the four parts, as a signed 32-bit number. Samplers by ratio decide by it. */
  get checksum(): number {
    return this.a ^ this.b ^ this.c ^ this.d;
  }

  /** The trace id as 32 hexadecimal digits in lower case. */
  get text(): string {
    return (this.#text ??= hexOfFour(this.a, this.b, this.c, this.d));
  }
}
