/** What a statement does to the transaction of its connection. */
export type TransactionControl = 'begin' | 'commit' | 'rollback' | 'prepare';

/** What the text of a query tells about it. */
export interface QueryFacts {
  /** `db.query.summary`, at most 255 characters. */
  readonly summary: string;
  /** `db.query.text`: every literal replaced by `?`, comments left out; at most 8,192 characters. */
  readonly text: string;
  /** What its statements do to the transaction of their connection, in their order. */
  readonly controls: readonly TransactionControl[];
  /** Whether it does nothing else, so that it has no span of its own. */
  readonly isControl: boolean;
}
