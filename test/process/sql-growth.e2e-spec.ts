import { beforeAll, describe, expect, it } from '@jest/globals';
import { runNode } from '../support/run-node.js';

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

const attacks = ['', 'SELECT * FROM '].flatMap((start) => PUMPS.map((pump) => [start, pump]));

/**
 * Reads a short and a long text of each attack, and prints how often the blocks of the library's code ran, all
 * together: what takes time, in numbers that are the same on every machine. In a process of its own, as V8
 * tells of all code that there is.
 */
const SCRIPT = `
  import { Session } from 'node:inspector/promises';
  import { readQuery } from './dist/database/postgresql/sql/read-query.js';

  const texts = JSON.parse(process.env.ATTACKS).flatMap(([start, pump]) =>
    [${SHORT}, ${LONG}].map((length) => (start + pump.repeat(length / pump.length + 1)).slice(0, length)),
  );
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const steps = [];
  for (const each of texts) {
    await session.post('Profiler.takePreciseCoverage');
    readQuery(each);
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const counts = result
      .filter(({ url }) => url.includes('/dist/database/postgresql/sql/'))
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)));
    steps.push(counts.reduce((sum, count) => sum + count, 0));
  }
  console.log(JSON.stringify(steps));`;

describe('a query is read in steps', () => {
  let steps: number[];

  beforeAll(async () => {
    const { stdout } = await runNode(['--input-type=module', '--eval', SCRIPT], {
      cwd: 'libs/tracing',
      env: { ATTACKS: JSON.stringify(attacks) },
    });
    steps = JSON.parse(stdout) as number[];
  });

  it.each(attacks.map((attack, index): [string, number] => [JSON.stringify(attack), index]))(
    'in proportion to what is read of it: %s, the second many times',
    (_, index) => {
      const [few = 0, many = Infinity] = steps.slice(2 * index);
      expect(few).toBeGreaterThan(20);
      expect(many).toBeLessThan(LINEAR * few * (READ / SHORT));
    },
  );
});
