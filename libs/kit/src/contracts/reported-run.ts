import { join, relative, resolve } from 'node:path';
import { kitVariables, setVariables } from '../running/variables.js';
import { REPORT_FILE, removeParts } from './contract-files.js';
import { saveContracts, writeContractReport } from './report-contracts.js';

/**
 * Begins a run of tests whose contracts are reported at its end: each file of tests saves what it asserts, in this process
 * and in those that it starts from now on.
 */
export function beginReportedRun(): void {
  const directory = resolve(kitVariables().contracts ?? 'reports');
  setVariables({ TRACED_CONTRACTS: directory });
  removeParts(directory);
}

/** Saves what a file of tests has asserted, if the run reports it; the entry points call it at the end of each file. */
export function saveFileOfRun(): void {
  if (kitVariables().contracts !== undefined) saveContracts();
}

/** Writes the report of the run; returns its first line, and where it lies. */
export function endReportedRun(): string {
  const directory = kitVariables().contracts ?? 'reports';
  const [counts = ''] = writeContractReport(directory).text.split('\n');
  return `${counts}: ${relative('', join(directory, REPORT_FILE))}`;
}
