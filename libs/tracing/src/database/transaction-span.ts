import { type Context, type Span, context, trace } from '@opentelemetry/api';
import { ATTR_NESTJS_DB_TRANSACTION_OUTCOME } from '#span/attributes.js';
import { recordError } from '#span/failure/record.js';
import { endSpan, startSpan } from '#span/start-span.js';
import { type ConnectionFacts, connectionAttributes } from './query-span.js';

type Outcome = 'committed' | 'rolled_back' | 'prepared' | 'connection_lost';

/** One transaction of a connection: an INTERNAL span around its queries, in place of one for each of `BEGIN` and `COMMIT`. */
export class TransactionSpan {
  private readonly around = context.active();
  private readonly span: Span;
  private hasEnded = false;

  constructor(connection: ConnectionFacts) {
    this.span = startSpan('transaction', { attributes: connectionAttributes(connection) });
  }

  /**
   * The context of a query in the transaction. What the application runs in a span of its own stays
   * below that span; only where the span that began the transaction is active itself, the
   * transaction comes in between.
   */
  contextOf(active: Context): Context {
    const isDirect = trace.getSpan(active) === trace.getSpan(this.around);
    return isDirect ? trace.setSpan(active, this.span) : active;
  }

  /** Ends the span, the first time. */
  end(outcome: Outcome, error?: unknown): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.span.setAttribute(ATTR_NESTJS_DB_TRANSACTION_OUTCOME, outcome);
    if (error) recordError(this.span, error, undefined);
    endSpan(this.span);
  }
}
