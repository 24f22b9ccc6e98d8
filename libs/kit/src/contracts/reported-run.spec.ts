import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setVariables } from '../running/variables.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { contractLog } from './report-contracts.js';
import { beginReportedRun, endReportedRun, saveFileOfRun } from './reported-run.js';

let directory: string;
let restore: () => void;

beforeEach(async () => {
  contractLog.clear();
  directory = await mkdtemp(join(tmpdir(), 'reported-run-'));
  restore = setVariables({ TRACED_CONTRACTS: directory });
});

afterEach(async () => {
  restore();
  await rm(directory, { recursive: true });
});

describe('a run whose contracts are reported', () => {
  it('saves what each file of tests asserts, and reports all of it', async () => {
    beginReportedRun();
    contractLog.add(declinedOrder());
    saveFileOfRun();
    contractLog.add(declinedOrder());
    saveFileOfRun();
    expect(await readdir(directory)).toHaveLength(2);
    expect(endReportedRun()).toMatch(
      /^Contracts of traces: 0 of 0 routes, 0 of 11 span names, 0 of 4 error paths: .*trace-contracts\.txt$/,
    );
    expect((await readdir(directory)).toSorted()).toEqual([
      'trace-contracts.json',
      'trace-contracts.txt',
    ]);
  });

  it('leaves out what a run has left behind that was killed', async () => {
    contractLog.add(declinedOrder());
    saveFileOfRun();
    beginReportedRun();
    expect(endReportedRun()).toContain('0 of 0 span names');
  });
});

describe('a run whose contracts nothing reports', () => {
  it('writes nothing at the end of a file of tests', async () => {
    setVariables({ TRACED_CONTRACTS: '' });
    contractLog.add(declinedOrder());
    saveFileOfRun();
    expect(await readdir(directory)).toEqual([]);
    expect(contractLog.contracts.length).toBeGreaterThan(0);
  });
});
