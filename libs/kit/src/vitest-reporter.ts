import { beginReportedRun, endReportedRun } from './contracts/reported-run.js';

/**
 * A reporter for Vitest that writes at the end of a run what has a contract, as `reports/trace-contracts.txt` and `.json`, or
 * into the folder that `TRACED_CONTRACTS` names, and prints how much of what was seen that is.
 *
 * @example
 * // In the configuration of Vitest:
 * test: { reporters: ['default', '@traced/kit/vitest-reporter'] };
 */
export default class ContractReporter {
  onTestRunStart(): void {
    beginReportedRun();
  }

  onTestRunEnd(): void {
    process.stdout.write(`${endReportedRun()}\n`);
  }
}
