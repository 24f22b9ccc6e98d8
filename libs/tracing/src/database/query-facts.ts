/** The effect that a statement has on the transaction of its connection. */
export type TransactionControl = 'begin' | 'commit' | 'rollback' | 'prepare';

/** The facts that the text of a query states. */
export interface QueryFacts {
  /** The value of `db.query.summary`, of at most 255 characters. */
  readonly summary: string;
  /** The value of `db.query.text`, of at most 8,192 characters: comments are left out, and each literal is `?`. */
  readonly text: string;
  /** The effects of the statements on the transaction of their connection, in the order of the statements. */
  readonly controls: readonly TransactionControl[];
  /** Whether the query does nothing but begin or end a transaction, so that it has no span of its own. */
  readonly isControl: boolean;
}
