import { type Context, context, trace } from '@opentelemetry/api';
import { isRecordedBelow } from '#span/late/is-recorded.js';
import { recordError } from '#span/failure/record.js';
import { ports } from '#span/ports.js';
import { endSpan, startSpan } from '#span/start-span.js';
import type { QueryFacts, TransactionControl } from './query-facts.js';
import { type ConnectionFacts, querySpanOptions } from './query-span.js';
import { TransactionSpan } from './transaction-span.js';

/** A function that is called once, when a query has ended. `command` is the command tag in PostgreSQL's answer. */
export type QueryEnd = (error: unknown, command?: string) => void;

/**
 * Makes the spans of one connection, which has at most one open transaction. A transaction belongs to its connection:
 * the query that ends it may come from another request than the one whose trace holds its span.
 */
export class ConnectionTracer {
  readonly #connection: ConnectionFacts;
  readonly #readQuery: (text: string) => QueryFacts;
  #transaction: TransactionSpan | undefined;

  /** @param readQuery returns the facts that the text of a query states */
  constructor(connection: ConnectionFacts, readQuery: (text: string) => QueryFacts) {
    this.#connection = connection;
    this.#readQuery = readQuery;
  }

  /**
   * Starts the span of a query. A query that only begins or ends a transaction has no span of its own: it starts or
   * ends the span of the transaction. Returns `undefined` if no sampled span is active and no recorded transaction is
   * open, so that there is nothing to end.
   */
  startQuery(text: string): QueryEnd | undefined {
    const isRecorded = canRecord();
    if (!isRecorded && !this.#transaction) return undefined;
    const query = this.#readQuery(text);
    if (!isRecorded && query.controls.length === 0) return undefined;
    let enclosing = this.#transaction;
    const ends: QueryEnd[] = [];
    for (const control of query.controls) {
      const end =
        control === 'begin' ? this.#beginTransaction(isRecorded) : this.#endTransaction(control);
      if (end) ends.push(end);
      enclosing ??= this.#transaction;
    }
    if (isRecorded && (!query.isControl || ends.length === 0)) {
      const active = context.active();
      ends.unshift(this.#startSpan(query, enclosing?.parentContext(active) ?? active));
    }
    return (error, command) => {
      for (const end of ends) end(error, command);
    };
  }

  /** Ends the span of the open transaction, if there is one, as the connection is lost. */
  endWithConnection(): void {
    this.#transaction?.end('connection_lost');
    this.#transaction = undefined;
  }

  #startSpan(query: QueryFacts, parent: Context): QueryEnd {
    const span = startSpan(query.summary, querySpanOptions(this.#connection, query), parent);
    return (error) => {
      if (error) recordError(span, error, undefined);
      endSpan(span);
    };
  }

  #beginTransaction(isRecorded: boolean): QueryEnd | undefined {
    if (this.#transaction || !isRecorded) return undefined;
    const transaction = new TransactionSpan(this.#connection);
    this.#transaction = transaction;
    return (error) => {
      if (!error) return;
      if (this.#transaction === transaction) this.#transaction = undefined;
      transaction.end('rolled_back', error);
    };
  }

  /** Ends the transaction once its query has. PostgreSQL answers `COMMIT` with `ROLLBACK` after a query that failed. */
  #endTransaction(control: Exclude<TransactionControl, 'begin'>): QueryEnd | undefined {
    const transaction = this.#transaction;
    this.#transaction = undefined;
    if (!transaction) return undefined;
    const outcome = OUTCOMES[control];
    return (error, command) =>
      transaction.end(error || command === 'ROLLBACK' ? 'rolled_back' : outcome, error);
  }
}

const OUTCOMES = { commit: 'committed', rollback: 'rolled_back', prepare: 'prepared' } as const;

function canRecord(): boolean {
  return !ports.officialInstrumentations && isRecordedBelow(trace.getActiveSpan());
}
