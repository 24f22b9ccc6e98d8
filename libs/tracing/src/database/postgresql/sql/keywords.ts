export const QUERIES = wordsOf('SELECT VALUES TABLE WITH');
export const CHANGES = wordsOf('INSERT UPDATE DELETE MERGE');
export const SET_OPERATIONS = wordsOf('UNION INTERSECT EXCEPT');

/** What ends a list of tables. */
export const CLAUSES = wordsOf(
  'WHERE GROUP HAVING WINDOW ORDER LIMIT OFFSET FETCH FOR RETURNING DO',
);

/** What a statement in a command stands after, such as `CREATE VIEW v AS` and `CREATE RULE r AS … DO ALSO`. */
export const BEFORE_STATEMENT = wordsOf('AS DO ALSO INSTEAD ATOMIC');

export const BEFORE_TABLE = wordsOf('ONLY LATERAL TABLE');
/** The same of the table that `SELECT … INTO` makes. */
export const BEFORE_NEW_TABLE = wordsOf('TEMPORARY TEMP LOCAL GLOBAL UNLOGGED TABLE');

/** Functions without parentheses, and the first word of `COLLATION FOR (…)`. */
export const FUNCTIONS = wordsOf(
  'CURRENT_CATALOG CURRENT_DATE CURRENT_ROLE CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP ' +
    'CURRENT_USER LOCALTIME LOCALTIMESTAMP SESSION_USER SYSTEM_USER USER COLLATION',
);

function wordsOf(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
