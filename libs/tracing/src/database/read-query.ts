import { summaryOf } from './sql-summary.js';
import { type SqlToken, tokenizeSql } from './sql-tokens.js';

/** What the text of a query tells about it. */
export interface QueryFacts {
  /** `db.query.summary`, at most 255 characters. */
  readonly summary: string;
  /** `db.query.text`: every literal replaced by `?`, comments left out. */
  readonly text: string;
  /** Whether it opens or closes a transaction. */
  readonly transaction: 'begin' | 'commit' | 'rollback' | undefined;
}

const MAX_SUMMARY_LENGTH = 255;
const MAX_CACHED = 1_000;
const cached = new Map<string, QueryFacts>();

/**
 * Reads the text of a PostgreSQL query. The facts of the last texts are kept: an application has few
 * texts and sends each many times.
 */
export function readQuery(sql: string): QueryFacts {
  const known = cached.get(sql);
  if (known) return known;
  const tokens = tokenizeSql(sql);
  const facts: QueryFacts = {
    summary: summaryOf(tokens).slice(0, MAX_SUMMARY_LENGTH),
    text: tokens.map(withoutValues).join('').trim(),
    transaction: transactionOf(tokens),
  };
  if (cached.size >= MAX_CACHED) cached.clear();
  cached.set(sql, facts);
  return facts;
}

function withoutValues({ kind, text }: SqlToken): string {
  if (kind === 'literal') return '?';
  return kind === 'space' || kind === 'comment' ? ' ' : text;
}

function transactionOf(tokens: readonly SqlToken[]): QueryFacts['transaction'] {
  const statement = tokens
    .filter(({ kind }) => kind === 'word')
    .slice(0, 2)
    .map(({ text }) => text.toUpperCase())
    .join(' ');
  if (/^(?:BEGIN\b|START TRANSACTION$)/.test(statement)) return 'begin';
  if (/^(?:COMMIT|END)\b(?! PREPARED)/.test(statement)) return 'commit';
  if (/^(?:ROLLBACK|ABORT)\b(?! (?:TO|PREPARED))/.test(statement)) return 'rollback';
  return undefined;
}
