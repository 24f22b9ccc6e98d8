import { Readable, pipeline } from 'node:stream';
import { spec } from 'node:test/reporters';
import { beginReportedRun, endReportedRun } from './contracts/reported-run.js';

// The runner loads its reporters before it starts the processes of the tests, which have the environment of then.
beginReportedRun();

/**
 * The reporter `spec` of `node:test`, which also writes at the end of a run what has a contract, as
 * `reports/trace-contracts.txt` and `.json`, or into the folder that `TRACED_CONTRACTS` names, and prints how much of what
 * was seen that is.
 *
 * @example
 * // node --test --test-reporter=@traced/kit/node-reporter
 */
export default async function* reportContracts(
  events: AsyncIterable<unknown>,
): AsyncIterable<unknown> {
  yield* pipeline(Readable.from(events), new spec(), () => {});
  yield `${endReportedRun()}\n`;
}
