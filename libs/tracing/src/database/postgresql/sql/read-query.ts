import { copyText } from '#span/capture/cut-text.js';
import type { QueryFacts } from '#database/query-facts.js';
import { RecentQueries } from './recent-queries.js';
import { SqlScanner } from './scanner.js';
import { SqlSummary } from './summary.js';
import { SqlText } from './text.js';
import { TransactionControls } from './transaction-control.js';

/** The number of characters (UTF-16 code units) of a text that are read. */
const MAX_READ = 65_536;

const recent = new RecentQueries();

/**
 * Reads the first 65,536 characters of the text of a PostgreSQL query, up to the last token that ends within them. The
 * facts of short texts are cached, as an application has few texts and sends each many times.
 *
 * @param hasEscapes whether `standard_conforming_strings` is off on the connection, so that a backslash escapes the
 *   next character in every string. Then a text with a backslash is not cached
 */
export function readQuery(sql: string, hasEscapes = false): QueryFacts {
  if (hasEscapes && sql.includes('\\')) return factsOf(sql, true);
  const known = recent.get(sql);
  if (known) return known;
  const facts = factsOf(sql, false);
  recent.set(sql, facts);
  return facts;
}

function factsOf(whole: string, hasEscapes: boolean): QueryFacts {
  const isCut = whole.length > MAX_READ;
  // The copy is one flat string, which is fast to read, and the facts do not hold the application's text in memory.
  const sql = copyText(whole.slice(0, MAX_READ));
  const scanner = new SqlScanner(sql, hasEscapes);
  const text = new SqlText(sql);
  const summary = new SqlSummary();
  const controls = new TransactionControls();
  let end = 0;
  while (scanner.next()) {
    const { kind } = scanner;
    // The kind of a token that the cut divides is uncertain, unless it is a literal: that remains one.
    if (isCut && scanner.end === MAX_READ && kind !== 'literal') break;
    end = scanner.end;
    text.read(scanner);
    if (kind === 'space' || kind === 'comment') continue;
    summary.read(scanner);
    if (kind === 'word' || kind === 'mark') controls.read(scanner);
  }
  controls.finish();
  // In V8 a slice holds the whole string in memory, and a span may live long. So these are copies.
  return {
    summary: copyText(summary.finish(isCut)),
    text: copyText(text.finish(end, isCut)),
    controls: controls.controls,
    isControl: !isCut && controls.controls.length > 0 && controls.statements === 1,
  };
}
