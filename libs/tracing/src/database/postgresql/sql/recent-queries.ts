import { copyText } from '#span/capture/cut-text.js';
import type { QueryFacts } from '#database/query-facts.js';

/**
 * The length in characters of the longest text that is cached. A longer one is rarely sent twice, as it holds values.
 */
const MAX_LENGTH = 8_192;

/** The size in bytes of both generations together. */
const MAX_BYTES = 4 * 2 ** 20;

/** The bytes that V8 needs for a character at most. */
const BYTES_PER_CHARACTER = 2;
/** The bytes that an entry needs besides its characters, for three strings, an object and a place in a map. */
const BYTES_PER_ENTRY = 300;

/**
 * A cache of the facts of recent texts, of up to 8,192 characters each, in at most 4 MiB. It has two generations. When
 * the young one is full, it becomes the old one, and the former old one is discarded. An old entry that is read becomes
 * young again.
 */
export class RecentQueries {
  #young = new Map<string, QueryFacts>();
  #old = new Map<string, QueryFacts>();
  #youngBytes = 0;

  /** Returns the facts of a text, and makes the entry young; `undefined` if it has none. */
  get(sql: string): QueryFacts | undefined {
    if (sql.length > MAX_LENGTH) return undefined;
    const young = this.#young.get(sql);
    if (young) return young;
    const old = this.#old.get(sql);
    if (old) this.set(sql, old);
    return old;
  }

  /** Stores the facts of a text, unless the text is too long. */
  set(sql: string, facts: QueryFacts): void {
    if (sql.length > MAX_LENGTH) return;
    const bytes = bytesOf(sql, facts);
    if (this.#youngBytes + bytes > MAX_BYTES / 2) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngBytes = 0;
    }
    this.#youngBytes += bytes;
    this.#young.set(copyText(sql), facts);
  }
}

function bytesOf(sql: string, { summary, text, controls }: QueryFacts): number {
  const characters = sql.length + summary.length + text.length;
  return BYTES_PER_ENTRY + characters * BYTES_PER_CHARACTER + controls.length * 8;
}
