import { type Context, type Span, context, trace } from '@opentelemetry/api';
import { ATTR_TRANSACTION_OUTCOME } from '#span/attributes.js';
import { recordError } from '#span/failure/record.js';
import { endSpan, startSpan } from '#span/start-span.js';
import { type ConnectionFacts, connectionAttributes } from './query-span.js';

type Outcome = 'committed' | 'rolled_back' | 'prepared' | 'connection_lost';

/** The INTERNAL span of one transaction, around the spans of its queries. `BEGIN` and `COMMIT` have no span. */
export class TransactionSpan {
  readonly #parentContext = context.active();
  readonly #span: Span;
  #hasEnded = false;

  constructor(connection: ConnectionFacts) {
    this.#span = startSpan('transaction', { attributes: connectionAttributes(connection) });
  }

  /**
   * Returns the context that is the parent of a query in the transaction. If the span that began the transaction is
   * active, the transaction becomes the parent. If the application has started another span since, that one is.
   */
  parentContext(active: Context): Context {
    const isDirect = trace.getSpan(active) === trace.getSpan(this.#parentContext);
    return isDirect ? trace.setSpan(active, this.#span) : active;
  }

  /** Ends the span at the first call; later calls do nothing. */
  end(outcome: Outcome, error?: unknown): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#span.setAttribute(ATTR_TRANSACTION_OUTCOME, outcome);
    if (error) recordError(this.#span, error, undefined);
    endSpan(this.#span);
  }
}
