import { kitVariables } from '../running/variables.js';
import { type ContractReport, savePart, writeReport } from './contract-files.js';
import { ContractLog } from './contract-log.js';

/** What the matchers of this process have said until now. */
export const contractLog = new ContractLog();

/**
 * Saves what the matchers have asserted until now, for {@link writeContractReport} to report, and forgets it. With a reporter
 * of the kit, such as `@traced/kit/jest-reporter`, this happens at the end of each file of tests. Without one, call it there
 * where a runner gives each file a process or a module registry of its own.
 * @param directory The directory for the report. Default: that of `TRACED_CONTRACTS`, or `reports`.
 */
export function saveContracts(directory = defaultDirectory()): void {
  savePart(contractLog, directory);
}

/**
 * Writes which routes, span names and error paths have a contract, because an assertion about them has passed, and which
 * were only seen, as `trace-contracts.txt` and `trace-contracts.json`. The report covers what was saved in the directory, and
 * what this process has asserted; what was saved is removed. A reporter of the kit calls it at the end of a run.
 * @param directory The directory for the report. Default: that of `TRACED_CONTRACTS`, or `reports`.
 *
 * @example
 * console.log(writeContractReport().text); // Contracts of traces: 3 of 4 routes, 21 of 30 span names, …
 */
export function writeContractReport(directory = defaultDirectory()): ContractReport {
  savePart(contractLog, directory);
  return writeReport(directory);
}

function defaultDirectory(): string {
  return kitVariables().contracts ?? 'reports';
}
