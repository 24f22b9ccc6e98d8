import { context } from '@opentelemetry/api';
import { recordError } from '../span/record-error.js';
import { endSpan, startSpan } from '../span/start-span.js';
import { type ConnectionFacts, querySpanOptions } from './query-span.js';
import type { QueryFacts } from './read-query.js';
import { TransactionSpan } from './transaction-span.js';

/** Told once how a query ended. `command` is the tag that PostgreSQL answered with. */
export type QueryEnd = (error: unknown, command?: string) => void;

/** Makes the spans of one connection, which has at most one transaction open. */
export class ConnectionTracer {
  private transaction: TransactionSpan | undefined;

  constructor(private readonly connection: ConnectionFacts) {}

  /** Starts the span of a query; for the queries that begin and end a transaction, that of the transaction. */
  start(query: QueryFacts): QueryEnd {
    if (query.transaction === 'begin' && !this.transaction) return this.beginTransaction();
    if (query.transaction === 'commit' || query.transaction === 'rollback') {
      return this.finishTransaction() ?? this.startQuery(query);
    }
    return this.startQuery(query);
  }

  connectionLost(): void {
    this.transaction?.end('connection_lost');
    this.transaction = undefined;
  }

  private startQuery(query: QueryFacts): QueryEnd {
    const active = context.active();
    const parent = this.transaction?.contextOf(active) ?? active;
    const span = startSpan(query.summary, querySpanOptions(this.connection, query), parent);
    return (error) => {
      if (error) recordError(span, error, undefined);
      endSpan(span);
    };
  }

  private beginTransaction(): QueryEnd {
    const transaction = new TransactionSpan(this.connection);
    this.transaction = transaction;
    return (error) => {
      if (!error) return;
      this.transaction = undefined;
      transaction.end('rolled_back', error);
    };
  }

  /** PostgreSQL answers `COMMIT` with `ROLLBACK` where a query of the transaction had failed. */
  private finishTransaction(): QueryEnd | undefined {
    const { transaction } = this;
    this.transaction = undefined;
    if (!transaction) return undefined;
    return (error, command) =>
      transaction.end(error || command === 'ROLLBACK' ? 'rolled_back' : 'committed', error);
  }
}
