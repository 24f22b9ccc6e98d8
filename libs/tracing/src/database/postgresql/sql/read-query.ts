import { copyText } from '#span/capture/cut-text.js';
import type { QueryFacts } from '#database/query-facts.js';
import { RecentQueries } from './recent-queries.js';
import { SqlScanner } from './scanner.js';
import { SqlSummary } from './summary.js';
import { SqlText } from './text.js';
import { TransactionControls } from './transaction-control.js';

/** How many characters (UTF-16 code units) of a text are read. */
const MAX_READ = 65_536;

const recent = new RecentQueries();

/**
 * Reads the text of a PostgreSQL query, of which what comes after 65,536 characters is left out, and so is
 * the word that this cut goes through. The facts of the last short texts are kept: an application has few
 * texts and sends each many times.
 *
 * @param hasEscapes whether the connection has `standard_conforming_strings` off: then a backslash escapes what
 * is after it in every string. A text that this may change is read each time.
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
  // Nothing of the facts holds the application's text, and its parts are in one piece to read.
  const sql = copyText(whole.slice(0, MAX_READ));
  const scanner = new SqlScanner(sql, hasEscapes);
  const text = new SqlText(sql);
  const summary = new SqlSummary();
  const controls = new TransactionControls();
  let end = 0;
  while (scanner.next()) {
    const { kind } = scanner;
    // What the cut goes through may be anything but a literal, which it remains.
    if (isCut && scanner.end === MAX_READ && kind !== 'literal') break;
    end = scanner.end;
    text.read(scanner);
    if (kind === 'space' || kind === 'comment') continue;
    summary.read(scanner);
    if (kind === 'word' || kind === 'mark') controls.read(scanner);
  }
  controls.finish();
  // V8 has a slice of a string hold the whole of it, and a span may be held for long.
  return {
    summary: copyText(summary.finish(isCut)),
    text: copyText(text.finish(end, isCut)),
    controls: controls.controls,
    isControl: !isCut && controls.controls.length > 0 && controls.statements === 1,
  };
}
