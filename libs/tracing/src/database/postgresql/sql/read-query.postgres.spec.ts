import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../../test/support/generated-runs.js';
import { generatedSql } from '../../../../test/sql/generated-sql.js';
import { namedBySql, tokensOfSql } from '../../../../test/sql/postgres-parser.js';
import { readQuery } from './read-query.js';
import { SqlScanner } from './scanner.js';
import { SqlStatements } from './statements.js';

const OPERATIONS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'TABLE'];
const COMMANDS = ['EXPLAIN', 'COPY'];

function namedByUs(sql: string): ReturnType<typeof namedBySql> {
  const parts: string[] = [];
  const statements = new SqlStatements((part) => parts.push(part));
  for (const scanner = new SqlScanner(sql); scanner.next();) {
    if (scanner.kind === 'space' || scanner.kind === 'comment') continue;
    statements.read(scanner, scanner.kind === 'word' ? scanner.text.toUpperCase() : '');
  }
  statements.finish();
  const operations = parts.filter((part) => OPERATIONS.includes(part));
  return {
    // PostgreSQL reads `TABLE t` as `SELECT * FROM t`.
    operations: operations.map((part) => (part === 'TABLE' ? 'SELECT' : part)).sort(),
    tables: parts.filter((part) => ![...OPERATIONS, ...COMMANDS].includes(part)),
  };
}

describe('a generated statement', () => {
  it('has the tables that PostgreSQL finds in it, and shows no literal', () => {
    fc.assert(
      fc.property(generatedSql(), (sql) => {
        expect(namedByUs(sql)).toEqual(namedBySql(sql));
        const { text } = readQuery(sql);
        if (text.endsWith('...')) return;
        expect(text.replaceAll(/\s/g, '')).toBe(tokensOfSql(sql).join('').replaceAll(/\s/g, ''));
      }),
      generatedRuns(10_000),
    );
  });
});
