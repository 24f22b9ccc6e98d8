import type { SqlToken } from './sql-tokens.js';

/** What a statement does to the transaction of its connection. */
export type TransactionControl = 'begin' | 'commit' | 'rollback' | 'prepare';

/**
 * What the statements of a text do to the transaction of their connection, in their order. Savepoints are
 * left out: they end no transaction. So are `COMMIT PREPARED` and `ROLLBACK PREPARED`, which end the
 * transaction of some other session.
 *
 * @see https://www.postgresql.org/docs/18/sql-begin.html and the pages of the other statements
 */
export function transactionControlsOf(tokens: readonly SqlToken[]): readonly TransactionControl[] {
  return statementsOf(tokens).flatMap(controlsOf);
}

/** The words of each statement, in capitals. A statement without words is none. */
export function statementsOf(tokens: readonly SqlToken[]): readonly (readonly string[])[] {
  const statements: string[][] = [[]];
  for (const { kind, text } of tokens) {
    if (kind === 'mark' && text === ';') statements.push([]);
    else if (kind === 'word') statements.at(-1)?.push(text.toUpperCase());
  }
  return statements.filter((words) => words.length > 0);
}

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
