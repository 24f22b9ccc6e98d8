import type { TransactionControl } from '#database/query-facts.js';
import type { SqlScanner } from './scanner.js';

/**
 * Collects the effects of the statements of a text on the transaction of their connection, in the order of the
 * statements. Savepoints are left out, as they end no transaction. So are `COMMIT PREPARED` and `ROLLBACK PREPARED`,
 * which end a transaction that no connection has open.
 *
 * @see https://www.postgresql.org/docs/18/sql-begin.html and the pages of the other statements
 */
export class TransactionControls {
  readonly controls: TransactionControl[] = [];
  /** The number of statements that were read. An empty one does not count. */
  statements = 0;
  #words: string[] = [];

  /** Reads the token that `scanner` stands at. */
  read(scanner: SqlScanner): void {
    if (scanner.isMark(';')) this.finish();
    else if (scanner.kind === 'word' && this.#words.length < MAX_WORDS) {
      this.#words.push(scanner.text.toUpperCase());
    }
  }

  /** Ends the last statement, if it was not ended by a semicolon. */
  finish(): void {
    if (this.#words.length === 0) return;
    this.statements++;
    this.controls.push(...controlsOf(this.#words));
    this.#words = [];
  }
}

/** The number of words that decide what a statement does: `ROLLBACK TRANSACTION AND CHAIN` has the most. */
const MAX_WORDS = 4;

function controlsOf([first = '', ...rest]: readonly string[]): readonly TransactionControl[] {
  const second = rest.find((word) => word !== 'WORK' && word !== 'TRANSACTION');
  const chained = second === 'AND' && !rest.includes('NO') && rest.includes('CHAIN');
  switch (first) {
    case 'BEGIN':
      return ['begin'];
    case 'START':
      return rest[0] === 'TRANSACTION' ? ['begin'] : [];
    case 'PREPARE':
      return rest[0] === 'TRANSACTION' ? ['prepare'] : [];
    case 'COMMIT':
    case 'END':
      if (second === 'PREPARED') return [];
      return chained ? ['commit', 'begin'] : ['commit'];
    case 'ROLLBACK':
    case 'ABORT':
      if (second === 'TO' || second === 'PREPARED') return [];
      return chained ? ['rollback', 'begin'] : ['rollback'];
    default:
      return [];
  }
}
