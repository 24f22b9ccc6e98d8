import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StepCounter } from '../../test/step-counter.js';
import { readQuery } from './read-query.js';

const SHORT = 3_200;
const LONG = 100_000;

/** What is read of a long text, in characters. */
const READ = 65_536;

/** V8 counts a block that always runs with the one around it. What is quadratic takes twenty times the steps. */
const LINEAR = 2;

/** What is repeated, separated by `|`. */
const PUMPS = [
  `(|)|()|[|a(|a)b(| |\n|\0|é|😀|\ud800|::|$|$a|$a$|$a$b|$1|/*|*/|/**/|/*/|--|--\n|- |U&`,
  `'|"|\\|\\'|E'|E'\\|E'a'\n|U&'|'a'\n|'a'\n--\n|'a' --\n|'a'\n-|1|1.|.1|1..|1e|1e+|0x|1_`,
  `a|a.|.|,|a,|;|a;|"a".|AS |CASE |END |ONLY |ONLY (|LATERAL |LATERAL (|INTO `,
  `FROM f(|FROM f(a,|FROM f()|FROM (|FROM a,|FROM |FROM a.|JOIN f(|JOIN a |JOIN `,
  `SELECT |(SELECT |SELECT * FROM (|SELECT f(|SELECT 1;|UNION SELECT * FROM a `,
  `INSERT INTO a |UPDATE a |UPDATE |DELETE FROM a |MERGE INTO a |VALUES ('a',1),|(?,$1),`,
  `WITH |WITH a AS (|a AS (SELECT 1),|BEGIN;|COMMIT AND CHAIN;|BEGIN |BEGIN a |ROLLBACK TO a;`,
].flatMap((line) => line.split('|'));

const attacks = ['', 'SELECT * FROM '].flatMap((start) =>
  PUMPS.map((pump): [string, string] => [start, pump]),
);

function textOf(start: string, pump: string, length: number): string {
  return (start + pump.repeat(length / pump.length + 1)).slice(0, length);
}

describe('a query is read in steps', () => {
  let counter: StepCounter;
  beforeAll(async () => {
    counter = await StepCounter.start('/tracing/src/database/');
  });
  afterAll(() => counter.stop());

  it.each(attacks)(
    'in proportion to what is read of it: %j and many of %j',
    async (start, pump) => {
      const stepsOf = (length: number): Promise<number> =>
        counter.count(() => readQuery(textOf(start, pump, length)));
      const few = await stepsOf(SHORT);
      expect(few).toBeGreaterThan(20);
      expect(await stepsOf(LONG)).toBeLessThan(LINEAR * few * (READ / SHORT));
    },
  );
});
