import { type Context, context, trace } from '@opentelemetry/api';
import { isRecordedBelow } from '#span/late/is-recorded.js';
import { recordError } from '#span/failure/record.js';
import { ports } from '#span/ports.js';
import { endSpan, startSpan } from '#span/start-span.js';
import type { QueryFacts, TransactionControl } from './query-facts.js';
import { type ConnectionFacts, querySpanOptions } from './query-span.js';
import { TransactionSpan } from './transaction-span.js';

/** Called once, when a query has ended. `command` is the tag that PostgreSQL answered with. */
export type QueryEnd = (error: unknown, command?: string) => void;

/**
 * Makes the spans of one connection, which has at most one transaction open. A transaction is the
 * connection's: whoever ends it, in whichever request, ends the span of the request that began it.
 */
export class ConnectionTracer {
  private transaction: TransactionSpan | undefined;

  constructor(
    private readonly connection: ConnectionFacts,
    private readonly readQuery: (text: string) => QueryFacts,
  ) {}

  /**
   * Starts the span of a query; for a query that only begins or ends a transaction, the span of the
   * transaction. `undefined` where nothing is recorded and no recorded transaction could end.
   */
  start(text: string): QueryEnd | undefined {
    const isRecorded = makesSpans();
    if (!isRecorded && !this.transaction) return undefined;
    const query = this.readQuery(text);
    if (!isRecorded && query.controls.length === 0) return undefined;
    let around = this.transaction;
    const ends: QueryEnd[] = [];
    for (const control of query.controls) {
      const end = control === 'begin' ? this.begin(isRecorded) : this.finish(control);
      if (end) ends.push(end);
      around ??= this.transaction;
    }
    if (isRecorded && (!query.isControl || ends.length === 0)) {
      const active = context.active();
      ends.unshift(this.startQuery(query, around?.contextOf(active) ?? active));
    }
    return (error, command) => {
      for (const end of ends) end(error, command);
    };
  }

  connectionLost(): void {
    this.transaction?.end('connection_lost');
    this.transaction = undefined;
  }

  private startQuery(query: QueryFacts, parent: Context): QueryEnd {
    const span = startSpan(query.summary, querySpanOptions(this.connection, query), parent);
    return (error) => {
      if (error) recordError(span, error, undefined);
      endSpan(span);
    };
  }

  private begin(isRecorded: boolean): QueryEnd | undefined {
    if (this.transaction || !isRecorded) return undefined;
    const transaction = new TransactionSpan(this.connection);
    this.transaction = transaction;
    return (error) => {
      if (!error) return;
      if (this.transaction === transaction) this.transaction = undefined;
      transaction.end('rolled_back', error);
    };
  }

  /** PostgreSQL answers `COMMIT` with `ROLLBACK` where a query of the transaction had failed. */
  private finish(control: Exclude<TransactionControl, 'begin'>): QueryEnd | undefined {
    const { transaction } = this;
    this.transaction = undefined;
    if (!transaction) return undefined;
    const outcome = OUTCOMES[control];
    return (error, command) =>
      transaction.end(error || command === 'ROLLBACK' ? 'rolled_back' : outcome, error);
  }
}

const OUTCOMES = { commit: 'committed', rollback: 'rolled_back', prepare: 'prepared' } as const;

function makesSpans(): boolean {
  return !ports.officialInstrumentations && isRecordedBelow(trace.getActiveSpan());
}
