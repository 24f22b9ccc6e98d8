import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contract } from './contract.js';
import { ContractLog } from './contract-log.js';
import { drawContracts } from './draw-contracts.js';

/** The file beside a report in which the log of each process, or of each file of tests, waits for the report. */
const PART = /^trace-contracts-.*\.part\.json$/;
/** The name of the report as text. */
export const REPORT_FILE = 'trace-contracts.txt';

/** What tests have said of the traces that they have seen. */
export interface ContractReport {
  /** Every route, span and error path that was seen, sorted by kind, service and name. */
  readonly contracts: readonly Contract[];
  /** The report as text. */
  readonly text: string;
}

/** Writes what a log has collected into a file of its own, and clears the log. */
export function savePart(log: ContractLog, directory: string): void {
  const { contracts } = log;
  if (contracts.length === 0) return;
  mkdirSync(directory, { recursive: true });
  const file = `trace-contracts-${process.pid}-${randomUUID()}.part.json`;
  writeFileSync(join(directory, file), JSON.stringify(contracts));
  log.clear();
}

/** Writes the report of all parts in the directory, as text and as JSON, and removes the parts. */
export function writeReport(directory: string): ContractReport {
  mkdirSync(directory, { recursive: true });
  const log = new ContractLog();
  for (const file of partsIn(directory)) {
    log.merge(JSON.parse(readFileSync(file, 'utf8')) as Contract[]);
    rmSync(file);
  }
  const contracts = log.contracts.toSorted(
    (a, b) => compare(a.kind, b.kind) || compare(a.service, b.service) || compare(a.name, b.name),
  );
  const text = drawContracts(contracts);
  writeFileSync(join(directory, REPORT_FILE), `${text}\n`);
  writeFileSync(
    join(directory, 'trace-contracts.json'),
    `${JSON.stringify({ contracts }, null, 2)}\n`,
  );
  return { contracts, text };
}

/** Removes the parts that a run has left which ended before its report. */
export function removeParts(directory: string): void {
  for (const file of partsIn(directory)) rmSync(file);
}

function partsIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const parts = readdirSync(directory).filter((name) => PART.test(name));
  return parts.map((name) => join(directory, name));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
