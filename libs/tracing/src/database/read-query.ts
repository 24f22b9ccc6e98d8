import { summaryOf } from './sql-summary.js';
import { type SqlToken, tokenizeSql } from './sql-tokens.js';
import {
  type TransactionControl,
  statementsOf,
  transactionControlsOf,
} from './transaction-control.js';

/** What the text of a query tells about it. */
export interface QueryFacts {
  /** `db.query.summary`, at most 255 characters. */
  readonly summary: string;
  /** `db.query.text`: every literal replaced by `?`, comments left out. */
  readonly text: string;
  /** What its statements do to the transaction of their connection, in their order. */
  readonly controls: readonly TransactionControl[];
  /** Whether it does nothing else, so that it has no span of its own. */
  readonly isControl: boolean;
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
  const controls = transactionControlsOf(tokens);
  const facts: QueryFacts = {
    summary: summaryOf(tokens).slice(0, MAX_SUMMARY_LENGTH),
    text: tokens.map(withoutValues).join('').trim(),
    controls,
    isControl: controls.length > 0 && statementsOf(tokens).length === 1,
  };
  if (cached.size >= MAX_CACHED) cached.clear();
  cached.set(sql, facts);
  return facts;
}

function withoutValues({ kind, text }: SqlToken): string {
  if (kind === 'literal') return '?';
  return kind === 'space' || kind === 'comment' ? ' ' : text;
}
