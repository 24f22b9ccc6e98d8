/** The first words of a query. */
export const QUERIES = wordsOf('SELECT VALUES TABLE WITH');
/** The first words of a statement that changes rows. */
export const CHANGES = wordsOf('INSERT UPDATE DELETE MERGE');
/** The words that join two queries into one. */
export const SET_OPERATIONS = wordsOf('UNION INTERSECT EXCEPT');

/** The words that end a list of tables. */
export const CLAUSES = wordsOf(
  'WHERE GROUP HAVING WINDOW ORDER LIMIT OFFSET FETCH FOR RETURNING DO',
);

/** The words after which a command may hold a statement, as in `CREATE VIEW v AS` and `CREATE RULE r AS … DO ALSO`. */
export const BEFORE_STATEMENT = wordsOf('AS DO ALSO INSTEAD ATOMIC');

/** The words that may stand before the name of a table. */
export const BEFORE_TABLE = wordsOf('ONLY LATERAL TABLE');
/** The words that may stand before the name of a table that `SELECT … INTO` creates. */
export const BEFORE_NEW_TABLE = wordsOf('TEMPORARY TEMP LOCAL GLOBAL UNLOGGED TABLE');

/** The functions that are called without parentheses, and the first word of `COLLATION FOR (…)`. */
export const FUNCTIONS = wordsOf(
  'CURRENT_CATALOG CURRENT_DATE CURRENT_ROLE CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP ' +
    'CURRENT_USER LOCALTIME LOCALTIMESTAMP SESSION_USER SYSTEM_USER USER COLLATION',
);

function wordsOf(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
