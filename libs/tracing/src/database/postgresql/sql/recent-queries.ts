import { copyText } from '#span/capture/cut-text.js';
import type { QueryFacts } from '#database/query-facts.js';

/** A text may have as many characters; one that is longer is rarely sent twice, as it has values in it. */
const MAX_LENGTH = 8_192;

/** For both halves together. */
const MAX_BYTES = 4 * 2 ** 20;

/** V8 takes one or two for each character. */
const BYTES_PER_CHARACTER = 2;
/** What else an entry takes: three strings, an object and a place in a map. */
const BYTES_PER_ENTRY = 300;

/**
 * What was read of the last texts, of up to 8,192 characters each, in at most 4 MiB. Has two halves: where the
 * younger one is full, the older one is forgotten. What is asked for again is young again.
 */
export class RecentQueries {
  private young = new Map<string, QueryFacts>();
  private old = new Map<string, QueryFacts>();
  private youngBytes = 0;

  get(sql: string): QueryFacts | undefined {
    if (sql.length > MAX_LENGTH) return undefined;
    const young = this.young.get(sql);
    if (young) return young;
    const old = this.old.get(sql);
    if (old) this.set(sql, old);
    return old;
  }

  set(sql: string, facts: QueryFacts): void {
    if (sql.length > MAX_LENGTH) return;
    const bytes = bytesOf(sql, facts);
    if (this.youngBytes + bytes > MAX_BYTES / 2) {
      this.old = this.young;
      this.young = new Map();
      this.youngBytes = 0;
    }
    this.youngBytes += bytes;
    this.young.set(copyText(sql), facts);
  }
}

function bytesOf(sql: string, { summary, text, controls }: QueryFacts): number {
  const characters = sql.length + summary.length + text.length;
  return BYTES_PER_ENTRY + characters * BYTES_PER_CHARACTER + controls.length * 8;
}
