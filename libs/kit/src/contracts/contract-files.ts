import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contract } from './contract.js';
import { ContractLog } from './contract-log.js';
import { drawContracts } from './draw-contracts.js';

/** The file beside a report in which the log of each process, or of each file of tests, waits for the report. */
const PART = /^trace-contracts-.*\.part\.json$/;

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
  for (const file of readdirSync(directory).filter((name) => PART.test(name))) {
    log.merge(JSON.parse(readFileSync(join(directory, file), 'utf8')) as Contract[]);
    rmSync(join(directory, file));
  }
  const contracts = log.contracts.toSorted(
    (a, b) => compare(a.kind, b.kind) || compare(a.service, b.service) || compare(a.name, b.name),
  );
  const text = drawContracts(contracts);
  writeFileSync(join(directory, 'trace-contracts.txt'), `${text}\n`);
  writeFileSync(
    join(directory, 'trace-contracts.json'),
    `${JSON.stringify({ contracts }, null, 2)}\n`,
  );
  return { contracts, text };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
