import { beginReportedRun, endReportedRun } from './contracts/reported-run.js';

/**
 * A reporter for Jest that writes at the end of a run what has a contract, as `reports/trace-contracts.txt` and `.json`, or
 * into the folder that `TRACED_CONTRACTS` names, and prints how much of what was seen that is.
 *
 * @example
 * // In the configuration of Jest:
 * reporters: ['default', '@traced/kit/jest-reporter'];
 */
export default class ContractReporter {
  onRunStart(): void {
    beginReportedRun();
  }

  onRunComplete(): void {
    process.stderr.write(`\n${endReportedRun()}\n`);
  }
}
